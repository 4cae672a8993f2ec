using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp.Modules;

namespace RewardServer.Training.Models;

/// <summary>Writes fp32 tensors as safetensors: header length (u64), JSON header padded to 8 bytes, then the data in order.</summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes <paramref name="tensors"/> to <paramref name="path"/>, replacing it only once the new file is whole.</summary>
    public static void Write(IReadOnlyDictionary<string, Parameter> tensors, string path)
    {
        var partial = path + ".partial";
        using (var file = File.Create(partial))
        {
            var header = Header(tensors);
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            foreach (var tensor in tensors.Values)
            {
                using var data = tensor.detach().cpu().contiguous();
                file.Write(MemoryMarshal.AsBytes(data.data<float>().ToArray().AsSpan()));
            }
        }

        File.Move(partial, path, overwrite: true);
    }

    private static byte[] Header(IReadOnlyDictionary<string, Parameter> tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var offset = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var end = offset + tensor.numel() * sizeof(float);
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = JsonSerializer.SerializeToNode(tensor.shape),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var text = header.ToJsonString();
        return Encoding.UTF8.GetBytes(text.PadRight((text.Length + 7) / 8 * 8)); // all ASCII
    }
}
