using CsCheck;
using RewardServer.Api;
using RewardServer.Dialects.KServe;
using RewardServer.Dialects.KServe.Contracts;
using RewardServer.Dialects.KServe.Http;
using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Errors;

namespace RewardServer.Tests.Dialects.KServe;

/// <summary>Bodies of the binary extension that nobody meant to send: a tensor or an error, and nothing else.</summary>
public sealed class InferBodyFuzzTests
{
    private static readonly (byte[] Body, int JsonLength) Valid = new KServeBody()
        .Texts("problem", [2, 1], "a", "bc")
        .Integers("step_counts", [2], 1, 2)
        .Add("text", "BYTES", [0], [])
        .ToBytes();

    [Fact]
    public void A_body_is_what_was_written()
    {
        var request = Read(Valid.Body, Valid.JsonLength)!;
        Assert.Equal("r", request.Id);
        Assert.True(request.IsBinary);
        Assert.Equal(["a", "bc"], TensorValues.Texts(request.Inputs[0]));
        Assert.Equal([1L, 2], TensorValues.Integers(request.Inputs[1]));
        Assert.Empty(TensorValues.Texts(request.Inputs[2]));
    }

    [Fact]
    public void Damage_is_an_error_or_another_tensor()
    {
        var (read, refused) = (0, 0);
        Gen.Select(Gen.Int[0, Valid.Body.Length - 1], Gen.Byte, Gen.Int[-3, 3], Gen.Int[0, Valid.Body.Length]).Array[1, 3].Sample(damages =>
        {
            var (body, length) = (Valid.Body.ToArray(), Valid.JsonLength);
            foreach (var (at, value, shift, keep) in damages)
            {
                if (at < body.Length)
                    body[at] = value;
                if (value % 4 == 0)
                    length += shift;
                if (value % 16 == 0)
                    body = body[..Math.Min(keep, body.Length)];
            }
            _ = Read(body, Math.Max(0, length)) is null ? Interlocked.Increment(ref refused) : Interlocked.Increment(ref read);
        }, iter: 20_000);
        Assert.True(read > 100 && refused > 100, $"{read} were read and {refused} refused");
    }

    [Fact]
    public void Damaged_JSON_is_an_error_or_another_request()
    {
        var json = Valid.Body[..Valid.JsonLength];
        string[] pieces = ["-1", "1e400", "9223372036854775808", "null", "[]", "{}", "\"\\ud800\"", "\"BYTES\"", "\"FP16\"", "[1,[2]]", "true", "[[[]]]", "[9223372036854775807,9223372036854775807]"];
        Gen.Select(Gen.Int[0, json.Length], Gen.Int[0, 12], Gen.Int[0, pieces.Length - 1]).Sample((at, cut, index) =>
        {
            var piece = pieces[index];
            byte[] damaged = [.. json[..at], .. System.Text.Encoding.UTF8.GetBytes(piece), .. json[Math.Min(json.Length, at + cut)..]];
            Read([.. damaged, .. Valid.Body[Valid.JsonLength..]], damaged.Length);
        }, iter: 20_000);
    }

    [Fact]
    public void Rows_of_tokens_are_cut_by_their_lengths() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 5], Gen.Int[-1, 1]).Sample((lengths, off) =>
        {
            var ids = Enumerable.Range(0, lengths.Sum()).Select(id => (long)id).ToArray();
            var tensor = Tensor.Of("input_ids", [ids.Length], ids);
            long[] given = [.. lengths.Select((length, row) => row == 0 ? (long)length + off : length)];
            if (off != 0)
            {
                Assert.Throws<ApiException>(() => TokenRows.Read(tensor, given, "row_lengths"));
                return;
            }
            var rows = TokenRows.Read(tensor, given, "row_lengths");
            Assert.Equal(lengths, rows.Select(row => row.Length));
            Assert.Equal(ids, rows.SelectMany(row => row).Select(id => (long)id));
        });

    private static InferRequest? Read(byte[] bytes, int jsonLength)
    {
        try
        {
            var (json, binary) = InferRequestReader.Split(bytes, jsonLength);
            var request = InferRequestReader.Read(RequestJson.Parse(json.Span, KServeJson.Default.InferRequestBody), binary);
            foreach (var input in request.Inputs)
                _ = input.Datatype == TensorDatatype.Bytes ? TensorValues.Texts(input).Length : input.Data.Length;
            return request;
        }
        catch (ApiException)
        {
            return null;
        }
    }
}
