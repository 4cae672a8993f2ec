using System.Text;

namespace RewardServer.Inference.Models;

/// <summary>
/// Finds the file names that an ONNX graph wants its weights read from, without trusting the graph: a minimal reader of the
/// protobuf wire format that follows only the fields through which a tensor can be reached.
/// </summary>
internal static class ExternalDataScan
{
    private const int MaxDepth = 64;

    /// <summary>Locations of all external tensors, in order, repeated ones once.</summary>
    public static IReadOnlyCollection<string> Locations(ReadOnlySpan<byte> model)
    {
        var locations = new SortedSet<string>(StringComparer.Ordinal);
        Scan(model, Message.Model, locations, 0);
        return locations;
    }

    private static void Scan(ReadOnlySpan<byte> bytes, Message message, SortedSet<string> locations, int depth)
    {
        if (depth > MaxDepth)
            throw new InferenceException("The graph nests deeper than any real graph does.");
        var reader = new WireReader(bytes);
        while (reader.TryReadField(out var field, out var content))
        {
            if (message == Message.Tensor && field == Field.TensorExternalData)
                ReadEntry(content, locations);
            else if (Child(message, field) is { } child)
                Scan(content, child, locations, depth + 1);
        }
    }

    private static void ReadEntry(ReadOnlySpan<byte> entry, SortedSet<string> locations)
    {
        var key = "";
        var value = "";
        var reader = new WireReader(entry);
        while (reader.TryReadField(out var field, out var content))
        {
            if (field == Field.EntryKey)
                key = Encoding.UTF8.GetString(content);
            else if (field == Field.EntryValue)
                value = Encoding.UTF8.GetString(content);
        }

        if (key == "location")
            locations.Add(value);
    }

    // Field numbers of onnx.proto: every message field on a path to a TensorProto.
    private static Message? Child(Message message, int field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Training, 1 or 2) => Message.Graph,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        _ => null,
    };

    private enum Message
    {
        Model,
        Training,
        Function,
        Graph,
        Node,
        Attribute,
        SparseTensor,
        Tensor,
    }

    private static class Field
    {
        public const int TensorExternalData = 13;
        public const int EntryKey = 1;
        public const int EntryValue = 2;
    }
}
