using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using CsCheck;
using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Errors;

namespace RewardServer.Tests.Dialects.KServe;

/// <summary>The elements of tensors: JSON and bytes, and what is refused.</summary>
public sealed class TensorTests
{
    [Theory]
    [InlineData("BOOL", "[true,false]", "0100")]
    [InlineData("UINT8", "[0,255]", "00FF")]
    [InlineData("INT8", "[-128,127]", "807F")]
    [InlineData("UINT16", "[1,65535]", "0100FFFF")]
    [InlineData("INT16", "[-2,32767]", "FEFFFF7F")]
    [InlineData("UINT32", "[1,4294967295]", "01000000FFFFFFFF")]
    [InlineData("INT32", "[-1,2147483647]", "FFFFFFFFFFFFFF7F")]
    [InlineData("UINT64", "[1,18446744073709551615]", "0100000000000000FFFFFFFFFFFFFFFF")]
    [InlineData("INT64", "[-2,9223372036854775807]", "FEFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("FP32", "[1,-0.5]", "0000803F000000BF")]
    [InlineData("FP64", "[1,-0.5]", "000000000000F03F000000000000E0BF")]
    [InlineData("BYTES", """["a","é"]""", "010000006102000000C3A9")]
    public void Elements_have_the_bytes_of_the_protocol(string datatype, string json, string hex)
    {
        var tensor = FromJson(datatype, [2], json);
        Assert.Equal(hex, Convert.ToHexString(tensor.Data.Span));
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(json)), JsonSerializer.Serialize(JsonDocument.Parse(ToJson(tensor))));
        Assert.Equal(tensor.Data.ToArray(), Tensor.Read("t", tensor.Datatype, [2], Convert.FromHexString(hex)).Data.ToArray());
    }

    [Fact]
    public void Every_tensor_survives_its_JSON()
    {
        var texts = Gen.String[0, 20].Where(text => !text.Any(char.IsSurrogate)).Array[0, 12];
        texts.Sample(values =>
        {
            var tensor = OfTexts(values);
            Assert.Equal(values, TensorValues.Texts(tensor));
            Assert.Equal(tensor.Data.ToArray(), FromJson("BYTES", [values.Length], ToJson(tensor)).Data.ToArray());
        });
        Gen.Long.Array[0, 12].Sample(values =>
        {
            var tensor = Tensor.Of("t", [values.Length], values);
            Assert.Equal(values, TensorValues.Integers(tensor));
            Assert.Equal(tensor.Data.ToArray(), FromJson("INT64", [values.Length], ToJson(tensor)).Data.ToArray());
        });
        Gen.Float.Where(float.IsFinite).Array[0, 12].Sample(values =>
        {
            var tensor = Tensor.Of("t", [values.Length], values);
            Assert.Equal(tensor.Data.ToArray(), FromJson("FP32", [values.Length], ToJson(tensor)).Data.ToArray());
        });
    }

    [Fact]
    public void Bytes_are_a_tensor_exactly_when_they_are_its_strings()
    {
        // Mostly small lengths, so that many are right and many are cut off.
        Gen.Select(Gen.OneOf(Gen.Byte[0, 3], Gen.Byte).Array[0, 24], Gen.Int[0, 5]).Sample((data, count) =>
        {
            var isRight = TryReadStrings(data, out var strings) && strings.Count == count;
            var tensor = Try(() => Tensor.Read("t", TensorDatatype.Bytes, [count], data));
            Assert.Equal(isRight, tensor is not null);
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("[[1,2],[3,4],[5,6]]")]
    [InlineData("[1,2,3,4,5,6]")]
    public void Lists_may_be_flat_or_nested(string json) =>
        Assert.Equal([1L, 2, 3, 4, 5, 6], TensorValues.Integers(FromJson("INT64", [3, 2], json)));

    [Theory]
    [InlineData("INT64", new long[] { 3, 2 }, "[[1,2,3],[4,5,6]]")] // the other way round
    [InlineData("INT64", new long[] { 3, 2 }, "[[1,2],[3,4],[5]]")] // ragged
    [InlineData("INT64", new long[] { 3, 2 }, "[[1,2],[3,4],5,6]")] // mixed
    [InlineData("INT64", new long[] { 2 }, "[1]")] // too few
    [InlineData("INT64", new long[] { 2 }, "[1,2,3]")] // too many
    [InlineData("INT64", new long[] { 1 }, "[1.5]")]
    [InlineData("INT64", new long[] { 1 }, """["1"]""")]
    [InlineData("INT64", new long[] { 1 }, "[null]")]
    [InlineData("INT64", new long[] { 1 }, "1")]
    [InlineData("INT64", new long[] { 1 }, "[9223372036854775808]")]
    [InlineData("INT8", new long[] { 1 }, "[128]")]
    [InlineData("UINT32", new long[] { 1 }, "[-1]")]
    [InlineData("FP32", new long[] { 1 }, "[1e39]")]
    [InlineData("FP64", new long[] { 1 }, "[1e309]")]
    [InlineData("FP16", new long[] { 1 }, "[1]")] // no JSON form
    [InlineData("BF16", new long[] { 1 }, "[1]")]
    [InlineData("BOOL", new long[] { 1 }, "[1]")]
    [InlineData("BYTES", new long[] { 1 }, "[1]")]
    [InlineData("BYTES", new long[] { 1 }, """["\ud800"]""")] // half a character
    [InlineData("INT64", new long[] { -1 }, "[]")]
    [InlineData("INT64", new long[] { 4294967296, 4294967296 }, "[1]")] // its product is 0 in 64 bits
    [InlineData("INT64", new long[] { long.MaxValue, 3 }, "[1]")]
    [InlineData("INT64", new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "[1]")]
    public void What_does_not_fit_is_refused(string datatype, long[] shape, string json) =>
        Assert.Throws<ApiException>(() => FromJson(datatype, shape, json));

    [Theory]
    [InlineData("INT64", new long[] { 2 }, 15)]
    [InlineData("INT64", new long[] { 2 }, 17)]
    [InlineData("FP16", new long[] { 3 }, 4)]
    [InlineData("INT64", new long[] { 2147483647 }, 0)]
    [InlineData("INT8", new long[] { 1, 0, 9 }, 1)]
    public void Bytes_of_another_length_are_refused(string datatype, long[] shape, int length)
    {
        Assert.True(TensorDatatypes.TryParse(datatype, out var parsed));
        Assert.Throws<ApiException>(() => Tensor.Read("t", parsed, shape, new byte[length]));
    }

    [Fact]
    public void A_bool_is_0_or_1() => Assert.Throws<ApiException>(() => Tensor.Read("t", TensorDatatype.Bool, [1], new byte[] { 2 }));

    [Fact]
    public void A_length_of_4_GiB_is_only_a_length() =>
        Assert.Throws<ApiException>(() => Tensor.Read("t", TensorDatatype.Bytes, [1], new byte[] { 255, 255, 255, 255, 1 }));

    [Fact]
    public void Texts_are_UTF_8() =>
        Assert.Throws<ApiException>(() => TensorValues.Texts(Tensor.Read("t", TensorDatatype.Bytes, [1], new byte[] { 1, 0, 0, 0, 0xFF })));

    [Fact]
    public void Numbers_are_whole_and_fit_64_signed_bits()
    {
        Assert.Equal([255L], TensorValues.Integers(FromJson("UINT8", [1], "[255]")));
        Assert.Equal([-1L], TensorValues.Integers(FromJson("INT16", [1], "[-1]")));
        Assert.Throws<ApiException>(() => TensorValues.Integers(FromJson("UINT64", [1], "[9223372036854775808]")));
        Assert.Throws<ApiException>(() => TensorValues.Integers(FromJson("FP32", [1], "[1]")));
        Assert.Throws<ApiException>(() => TensorValues.Texts(FromJson("INT64", [1], "[1]")));
    }

    [Fact]
    public void A_name_as_long_as_a_body_is_not_echoed()
    {
        var error = Assert.Throws<ApiException>(() => Tensor.Read(new string('x', 1000), TensorDatatype.Int8, [1], default));
        Assert.True(error.Message.Length < 200, error.Message);
    }

    private static Tensor FromJson(string datatype, long[] shape, string json)
    {
        Assert.True(TensorDatatypes.TryParse(datatype, out var parsed));
        return TensorJson.Read("t", parsed, shape, JsonDocument.Parse(json).RootElement);
    }

    private static string ToJson(Tensor tensor)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            TensorJson.Write(json, tensor);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Tensor OfTexts(string[] texts)
    {
        using var data = new MemoryStream();
        foreach (var text in texts)
        {
            data.Write(BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)));
            data.Write(Encoding.UTF8.GetBytes(text));
        }
        return Tensor.Read("t", TensorDatatype.Bytes, [texts.Length], data.ToArray());
    }

    // Written another way than the reader: by index, and by exception.
    private static bool TryReadStrings(byte[] data, out List<byte[]> strings)
    {
        strings = [];
        try
        {
            for (var at = 0; at < data.Length;)
            {
                var length = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at, 4));
                strings.Add(data.AsSpan(at + 4, checked((int)length)).ToArray());
                at += 4 + (int)length;
            }
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private static Tensor? Try(Func<Tensor> read)
    {
        try
        {
            return read();
        }
        catch (ApiException)
        {
            return null;
        }
    }
}
