using System.Globalization;
using System.Text;

namespace RewardServer.Inference.Models;

/// <summary>Finds the weights that an ONNX graph has in files beside it.</summary>
internal static class WeightTensors
{
    /// <summary>The external initializers of the main graph.</summary>
    public static IReadOnlyList<WeightTensor> Of(ReadOnlySpan<byte> model)
    {
        var tensors = new List<WeightTensor>();
        var reader = new WireReader(model);
        while (reader.TryReadField(out var field, out var graph))
        {
            if (field == Field.ModelGraph)
                ReadGraph(graph, tensors);
        }

        return tensors;
    }

    private static void ReadGraph(ReadOnlySpan<byte> graph, List<WeightTensor> tensors)
    {
        var reader = new WireReader(graph);
        while (reader.TryReadField(out var field, out var content))
        {
            if (field == Field.GraphInitializer && ReadTensor(content) is { } tensor)
                tensors.Add(tensor);
        }
    }

    private static WeightTensor? ReadTensor(ReadOnlySpan<byte> bytes)
    {
        var (name, type, shape, entries) = ("", 0, new List<long>(), new Dictionary<string, string>());
        var reader = new WireReader(bytes);
        while (reader.TryReadField(out var field, out var content, out var number))
        {
            if (field == Field.TensorDims)
                ReadDims(content, number, shape);
            else if (field == Field.TensorType)
                type = (int)number;
            else if (field == Field.TensorName)
                name = Encoding.UTF8.GetString(content);
            else if (field == Field.TensorExternalData)
                ReadEntry(content, entries);
        }

        return entries.TryGetValue("location", out var file)
            ? new(name, type, [.. shape], file, Number(entries, "offset"), Number(entries, "length"))
            : null;
    }

    // Dimensions may be packed into one field or come one by one.
    private static void ReadDims(ReadOnlySpan<byte> packed, ulong single, List<long> shape)
    {
        if (packed.IsEmpty)
            shape.Add((long)single);
        var reader = new WireReader(packed);
        while (reader.TryReadNumber(out var dim))
            shape.Add((long)dim);
    }

    private static void ReadEntry(ReadOnlySpan<byte> entry, Dictionary<string, string> entries)
    {
        var (key, value) = ("", "");
        var reader = new WireReader(entry);
        while (reader.TryReadField(out var field, out var content))
        {
            if (field == Field.EntryKey)
                key = Encoding.UTF8.GetString(content);
            else if (field == Field.EntryValue)
                value = Encoding.UTF8.GetString(content);
        }

        entries[key] = value;
    }

    private static long Number(Dictionary<string, string> entries, string key) =>
        !entries.TryGetValue(key, out var text) ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new InferenceException($"A weight of the graph has the {key} '{text}'; import the model again.");

    private static class Field
    {
        public const int ModelGraph = 7;
        public const int GraphInitializer = 5;
        public const int TensorDims = 1;
        public const int TensorType = 2;
        public const int TensorName = 8;
        public const int TensorExternalData = 13;
        public const int EntryKey = 1;
        public const int EntryValue = 2;
    }
}
