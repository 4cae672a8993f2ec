using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Tests;

/// <summary>Takes checkpoints apart and puts them together wrong.</summary>
internal static class CheckpointFiles
{
    public const string Weights = "model.safetensors";

    /// <summary>Asserts the one exception type, and that its message names everything given.</summary>
    public static void AssertRefused(Action action, params string[] named)
    {
        var error = Assert.Throws<CheckpointException>(action);
        foreach (var name in named)
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Changes values of the one safetensors file, kept as F32.</summary>
    public static void Rewrite(string checkpoint, Action<string, float[]> change)
    {
        var path = Path.Combine(checkpoint, Weights);
        var values = new Dictionary<string, float[]>();
        List<(string Name, long[] Shape)> tensors;
        using (var file = SafetensorsFile.Open(path))
        {
            tensors = [.. file.Tensors.Select(t => (t.Name, t.Shape.ToArray()))];
            foreach (var tensor in file.Tensors)
            {
                values[tensor.Name] = new float[tensor.Shape.Aggregate(1L, (a, b) => a * b)];
                file.Read(tensor, 0, values[tensor.Name]);
                change(tensor.Name, values[tensor.Name]);
            }
        }

        SafetensorsWriter.Write(path, tensors, TensorDataType.F32, (name, first, target) => values[name].AsSpan((int)first, target.Length).CopyTo(target));
    }

    /// <summary>The tensors of another list, written with zeros.</summary>
    public static void WriteZeros(string path, IEnumerable<(string Name, long[] Shape)> tensors) =>
        SafetensorsWriter.Write(path, [.. tensors], TensorDataType.F32, (_, _, values) => values.Clear());

    /// <summary>Changes the header of a safetensors file, leaving its data as it is.</summary>
    public static void ChangeHeader(string path, Func<string, string> change)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        WriteRaw(path, change(Encoding.UTF8.GetString(bytes, 8, length)), bytes[(8 + length)..]);
    }

    /// <summary>Writes a safetensors file of any header and data.</summary>
    public static void WriteRaw(string path, string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        File.WriteAllBytes(path, [.. length, .. text, .. data]);
    }

    /// <summary>A safetensors file of F32 zeros whose data is a hole in the file.</summary>
    public static void WriteSparse(string path, IEnumerable<(string Name, long[] Shape)> tensors)
    {
        var header = new JsonObject();
        var end = 0L;
        foreach (var (name, shape) in tensors)
        {
            var start = end;
            end += sizeof(float) * shape.Aggregate(1L, (a, b) => a * b);
            header[name] = JsonSerializer.SerializeToNode(new { dtype = "F32", shape, data_offsets = new[] { start, end } });
        }

        WriteRaw(path, header.ToJsonString(), []);
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length + end);
    }

    /// <summary>Changes config.json.</summary>
    public static void ChangeConfig(string checkpoint, Action<JsonObject> change)
    {
        var path = Path.Combine(checkpoint, "config.json");
        var json = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
