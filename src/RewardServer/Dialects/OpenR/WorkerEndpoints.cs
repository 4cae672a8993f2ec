using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.OpenR;

/// <summary><c>POST /get_worker_address</c> and <c>/worker_value_inference</c>.</summary>
internal static class WorkerEndpoints
{
    private const string AddressPath = "/get_worker_address";

    /// <summary>Answers where a worker is.</summary>
    public static Task AddressAsync(DialectCall call) =>
        call.AnswerAsync(new AddressReply(IsServed(call, call.Read(OpenRJson.Default.AddressRequest)) ? AddressOf(call.Http.Request) : ""), OpenRJson.Default.AddressReply);

    /// <summary>Answers what the steps are worth.</summary>
    public static async Task ValueAsync(DialectCall call)
    {
        var request = call.Read(OpenRJson.Default.ValueRequest);
        var errors = new RequestErrors();
        var inputs = InputField.Read(request.Input, "input_str", addsSequenceTokens: true, errors);
        errors.ThrowIfAny();
        var model = call.ModelOf(request);
        var reply = await call.Pipeline.ReadAsync(new() { Model = model.Name, Inputs = inputs, Field = "input_str" }, call.Context);
        await call.AnswerAsync(new ValueReply(request.Input!.Value, [.. reply.Results.Select(result => result.Scores)]), OpenRJson.Default.ValueReply);
    }

    private static bool IsServed(DialectCall call, AddressRequest request)
    {
        try
        {
            return call.ModelOf(request).CanScore;
        }
        catch (ApiException exception) when (exception.Code == ScoringErrorCode.UnknownModel)
        {
            return false;
        }
    }

    // As the client reached this server, behind the dialect's prefix when it was there.
    private static string AddressOf(HttpRequest request)
    {
        var path = request.Path.Value!;
        var prefix = path.EndsWith(AddressPath, StringComparison.OrdinalIgnoreCase) ? path[..^AddressPath.Length] : "";
        return $"{request.Scheme}://{request.Host}{request.PathBase}{prefix}";
    }
}
