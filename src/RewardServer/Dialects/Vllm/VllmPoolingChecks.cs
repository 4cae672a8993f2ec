using System.Text.Json;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Pipeline;

namespace RewardServer.Dialects.Vllm;

/// <summary>What can be wrong with a pooling call, beyond what its inputs are.</summary>
internal static class VllmPoolingChecks
{
    private static readonly string[] Tasks = ["token_classify", "classify", "encode"];

    /// <summary>Notes what is wrong.</summary>
    public static void Run(VllmPoolingRequest request, ServedModel model, RequestErrors errors)
    {
        if (request.Data is { ValueKind: not JsonValueKind.Null })
            errors.Add("/data", "what plugins take is not supported; send input or messages");
        RequestChecks.CheckName(request.EncodingFormat, "/encoding_format", ["float", "base64", "bytes", "bytes_only"], errors);
        RequestChecks.CheckName(request.EmbedDtype, "/embed_dtype", PooledEncoding.Types, errors);
        RequestChecks.CheckName(request.Endianness, "/endianness", PooledEncoding.Orders, errors);
        RequestChecks.CheckName(request.Task, "/task", Tasks, errors);
        var task = model.JudgesSteps ? "token_classify" : "classify";
        if (Tasks.Contains(request.Task) && request.Task is not "encode" && request.Task != task)
            errors.Add("/task", $"the model '{model.Name}' ({model.Info.Kind}) does {task}");
        if (request.StepTag is { } tag && request.StepTagId is null && model.Input.Tokenizer.FindToken(tag) is null)
            errors.Add("/step_tag", "the model's tokenizer has no such token");
        if ((request.StepTag is not null || request.StepTagId is not null) && !model.JudgesSteps)
            errors.Add("/step_tag", $"the model '{model.Name}' judges no steps");
    }

    /// <summary>The head's outputs behind token ids, or, where the head has none, behind indices.</summary>
    public static int[] ColumnsOf(IReadOnlyList<int> ids, ServedModel model, RequestErrors errors)
    {
        var graph = model.Input.Manifest.Graph;
        var known = graph.LabelIds ?? [.. Enumerable.Range(0, graph.Outputs)];
        if (ids.Count is 0 || ids.Count > known.Count)
            errors.Add("/returned_token_ids", $"expected 1 to {known.Count} of {string.Join(", ", known)}");
        var columns = ids.Take(known.Count).Select(id => known.ToList().IndexOf(id)).ToArray();
        if (Array.IndexOf(columns, -1) is >= 0 and var unknown)
            errors.Add($"/returned_token_ids/{unknown}", $"the model's head gives {string.Join(", ", known)}");
        return columns;
    }
}
