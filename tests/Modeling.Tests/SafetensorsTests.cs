using System.Text;
using CsCheck;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private const string Valid = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[1,2],"data_offsets":[8,12]}}""";

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TensorDataType.F32)]
    [InlineData(TensorDataType.F16)]
    [InlineData(TensorDataType.BF16)]
    public void Numbers_of_every_format_are_widened_exactly(TensorDataType type)
    {
        // Representable in all three formats, with signs, zeros and a subnormal half (2^-20).
        float[] values = [0, -0f, 1, -2.5f, 0.0078125f, 96, 9.5367431640625e-07f, -3];
        SafetensorsWriter.Write(FilePath, [("x", [2, 4]), ("y", [8])], type, (_, first, target) => values.AsSpan((int)first, target.Length).CopyTo(target));

        using var file = SafetensorsFile.Open(FilePath);

        foreach (var tensor in file.Tensors)
        {
            var read = new float[5];
            file.Read(tensor, 3, read);
            Assert.Equal(values[3..], read);
            Assert.Equal(type, tensor.DataType);
        }
    }

    [Fact]
    public void Valid_header_is_read()
    {
        CheckpointFiles.WriteRaw(FilePath, Valid + "  ", new byte[12]);

        using var file = SafetensorsFile.Open(FilePath);

        Assert.Equal(["a", "b"], file.Tensors.Select(t => t.Name));
        Assert.Equal([8L, 4L], file.Tensors.Select(t => t.Length));
    }

    [Theory]
    [InlineData("""[]""", "not a JSON object")]
    [InlineData("""{"a":""", "not valid JSON")]
    [InlineData("""{"a":1}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12],"more":1}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F31","shape":[3],"data_offsets":[0,12]}}""", "'F31'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-3],"data_offsets":[0,12]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,12]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,3],"data_offsets":[0,12]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12,12]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""", "shape [2]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,12]}}""", "4611686018427387904")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "'b' overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "4 bytes before tensor 'b'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "4 bytes after")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "not valid JSON")]
    [InlineData("""{"__metadata__":{"format":1},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "__metadata__")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "not valid JSON")]
    public void Malformed_header_is_refused(string header, string named)
    {
        CheckpointFiles.WriteRaw(FilePath, header, new byte[12]);

        CheckpointFiles.AssertRefused(() => SafetensorsFile.Open(FilePath), "model.safetensors", named);
    }

    [Theory]
    [InlineData(new byte[0], "too short")]
    [InlineData(new byte[] { 1, 2, 3 }, "too short")]
    [InlineData(new byte[] { 200, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "truncated")]
    [InlineData(new byte[] { 1, 0xE1, 0xF5, 5, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "100000001")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}' }, "18446744073709551615")]
    public void Header_length_beyond_the_file_or_the_limit_is_refused(byte[] bytes, string named)
    {
        File.WriteAllBytes(FilePath, bytes);

        CheckpointFiles.AssertRefused(() => SafetensorsFile.Open(FilePath), named);
    }

    [Fact]
    public void File_that_is_opened_and_refused_is_closed_again()
    {
        File.WriteAllBytes(FilePath, [1]);
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(FilePath));

        using var exclusive = new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public void Mutated_header_gives_tensors_inside_the_file_or_the_one_exception()
    {
        var valid = Encoding.UTF8.GetBytes(Valid);
        Mutations.Of(valid).Sample(
            header =>
            {
                var path = _folder[Guid.NewGuid().ToString("N")];
                CheckpointFiles.WriteRaw(path, Encoding.Latin1.GetString(header), new byte[12]);
                try
                {
                    using var file = SafetensorsFile.Open(path);
                    var length = new FileInfo(path).Length;
                    return file.Tensors.Sum(t => t.Length) == 12 && file.Tensors.All(t => t.Offset >= 8 && t.Offset + t.Length <= length);
                }
                catch (CheckpointException)
                {
                    return true;
                }
                finally
                {
                    File.Delete(path);
                }
            },
            iter: 8_000);
    }
}
