using System.Text;
using System.Text.Json;
using RewardServer.Pipeline.Inputs;

namespace RewardServer.Dialects.Vllm;

/// <summary>Head outputs as plain bytes, with what they are in the header <c>metadata</c>.</summary>
internal static class VllmBytes
{
    /// <summary>Answers with bytes.</summary>
    public static async Task AnswerAsync(DialectCall call, VllmPoolingRequest request, InputReply reply, float[][][] pooled, PooledEncoding encoding)
    {
        var parts = Array.ConvertAll(pooled, encoding.Encode);
        if (request.EncodingFormat == "bytes")
            call.Http.Response.Headers["metadata"] = Header(call, request, reply, pooled, parts, encoding);
        await call.AnswerAsync(parts.SelectMany(part => part).ToArray(), "application/octet-stream");
    }

    private static string Header(DialectCall call, VllmPoolingRequest request, InputReply reply, float[][][] pooled, byte[][] parts, PooledEncoding encoding)
    {
        List<VllmBytesItem> items = [];
        foreach (var (rows, index) in pooled.Select((rows, index) => (rows, index)))
        {
            var start = items is [.., var before] ? before.End : 0;
            items.Add(new()
            {
                Index = index,
                EmbedDtype = encoding.Type,
                Endianness = encoding.Order,
                Start = start,
                End = start + parts[index].Length,
                Shape = reply.Model.JudgesSteps ? [rows.Length, rows[0].Length] : [rows[0].Length],
            });
        }
        var metadata = new VllmBytesMetadata
        {
            Id = request.NewId("pool"),
            Created = call.Created,
            Model = reply.Model.Name,
            Data = items,
            Usage = VllmUsage.Of(reply.Tokens),
        };
        // The serializer escapes what is not ASCII, so that the text can be a header.
        return Encoding.ASCII.GetString(JsonSerializer.SerializeToUtf8Bytes(metadata, VllmJson.Default.VllmBytesMetadata));
    }
}

/// <summary>What the header <c>metadata</c> says of the bytes.</summary>
internal sealed record VllmBytesMetadata
{
    /// <summary>Name of this reply.</summary>
    public required string Id { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>One item an input.</summary>
    public required IReadOnlyList<VllmBytesItem> Data { get; init; }

    /// <summary>What was counted.</summary>
    public required VllmUsage Usage { get; init; }
}

/// <summary>Where an input's numbers lie in the bytes.</summary>
internal sealed record VllmBytesItem
{
    /// <summary>The input's index.</summary>
    public required int Index { get; init; }

    /// <summary>Number format.</summary>
    public required string EmbedDtype { get; init; }

    /// <summary>Byte order.</summary>
    public required string Endianness { get; init; }

    /// <summary>First byte.</summary>
    public required int Start { get; init; }

    /// <summary>One past the last byte.</summary>
    public required int End { get; init; }

    /// <summary>Rows and numbers a row, or numbers alone.</summary>
    public required int[] Shape { get; init; }
}
