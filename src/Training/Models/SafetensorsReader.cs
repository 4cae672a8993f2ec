using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RewardServer.Training.Models;

/// <summary>Reads back what <see cref="SafetensorsWriter"/> wrote: a run's own fp32 checkpoint, not files from elsewhere.</summary>
internal static class SafetensorsReader
{
    /// <summary>Every tensor by name, with its shape; throws <see cref="InvalidDataException"/> when one is not fp32.</summary>
    public static IReadOnlyDictionary<string, (long[] Shape, float[] Values)> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        using var parsed = JsonDocument.Parse(bytes.AsMemory(sizeof(long), header));
        var data = bytes.AsSpan(sizeof(long) + header);
        var tensors = new Dictionary<string, (long[], float[])>();
        foreach (var entry in parsed.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__"))
        {
            if (entry.Value.GetProperty("dtype").GetString() != "F32")
            {
                throw new InvalidDataException($"{path}: {entry.Name} is not fp32.");
            }

            var offsets = entry.Value.GetProperty("data_offsets");
            var values = MemoryMarshal.Cast<byte, float>(data[offsets[0].GetInt32()..offsets[1].GetInt32()]).ToArray();
            tensors.Add(entry.Name, ([.. entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())], values));
        }

        return tensors;
    }
}
