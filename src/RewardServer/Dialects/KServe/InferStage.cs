using RewardServer.Dialects.KServe.Contracts;
using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.KServe;

/// <summary>An inference request from tensors to tensors; both transports go through here.</summary>
internal static class InferStage
{
    /// <summary>Answers it; what the model did not need is named in the reply's header.</summary>
    /// <exception cref="ApiException">It could not be answered.</exception>
    public static async Task<InferReply> RunAsync(DialectCall call, KServeModel model, InferRequest request)
    {
        var wanted = Wanted(model, request);
        var inputs = new TensorInputs(request.Inputs);
        LimitTime(call, request.Parameters);
        var outputs = await model.Contract.ScoreAsync(call, model.Served, inputs, request.Parameters);
        foreach (var name in inputs.Unused)
            call.Ignore("inputs." + name, isSent: true);
        foreach (var name in request.Parameters.Unused)
            call.Ignore("parameters." + name, isSent: true);
        return new(model.Name, request.Id, [.. wanted.Select(name => outputs.First(output => output.Name == name))]);
    }

    // Before any work: a name that is not there would be found too late.
    private static string[] Wanted(KServeModel model, InferRequest request)
    {
        var known = model.Contract.Outputs.Select(output => output.Name).ToArray();
        if (request.Outputs is null)
            return known;
        var wanted = request.Outputs.Select(output => output.Name).ToArray();
        if (wanted.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw TensorErrors.Of(unknown, $"the model '{model.Served.Name}' has no such output; it has {string.Join(", ", known)}");
        if (wanted.Distinct().Count() < wanted.Length)
            throw new ApiException(ScoringErrorCode.InvalidRequest, "an output is asked for twice");
        return wanted;
    }

    private static void LimitTime(DialectCall call, InferParameters parameters)
    {
        if (parameters.Integer("timeout") is not { } microseconds || microseconds == 0)
            return;
        if (microseconds < 0 || microseconds > TimeSpan.FromDays(1).TotalMicroseconds)
            throw new ApiException(ScoringErrorCode.InvalidRequest, "the parameter 'timeout' must be microseconds, up to a day");
        var timeout = TimeSpan.FromMicroseconds(microseconds);
        if (call.Context.Timeout is null || timeout < call.Context.Timeout)
            call.Context = call.Context with { Timeout = timeout };
    }
}
