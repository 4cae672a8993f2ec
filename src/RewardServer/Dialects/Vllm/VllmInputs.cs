using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Pipeline.Inputs;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Vllm;

/// <summary>Whole inputs of vLLM's calls through the pipeline.</summary>
internal static class VllmInputs
{
    /// <summary>Checks the shared fields and has the inputs read.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">Its body.</param>
    /// <param name="check">Notes what else is wrong with it, or with the model that is asked.</param>
    /// <param name="reading">Where the inputs are read, for the model; null for where its format reads.</param>
    public static async Task<InputReply> ReadAsync(DialectCall call, VllmRequest request, Action<ServedModel, RequestErrors>? check = null, Func<ServedModel, InputReading?>? reading = null)
    {
        var errors = new RequestErrors();
        request.Check(call, errors);
        var inputs = request.Inputs(errors);
        errors.ThrowIfAny();
        var model = call.ModelOf(request);
        check?.Invoke(model, errors);
        errors.ThrowIfAny();
        var reply = await call.Pipeline.ReadAsync(new()
        {
            Model = model.Name,
            Inputs = inputs,
            Truncation = request.Truncation,
            MaxTokens = request.TruncatePromptTokens is > 0 and var most ? most : null,
            Reading = reading?.Invoke(model),
            Field = request.Messages is null ? "input" : "messages",
        }, call.Context);
        call.NoteTruncated(reply.Truncated);
        return reply;
    }
}
