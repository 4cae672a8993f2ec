using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring.Generative;

namespace RewardServer.Pipeline.Generation;

/// <summary>How a generative model is asked: the verifier's own settings with what the request says otherwise.</summary>
/// <param name="Sampling">How text is sampled.</param>
/// <param name="Vote">How many samples, and how they vote.</param>
internal sealed record GenerationSettings(SamplingOptions Sampling, VoteOptions Vote)
{
    /// <summary>The verifier's own.</summary>
    public static GenerationSettings Of(ServedModel model) => new(model.Generative?.Verifier?.DefaultSampling ?? new(), new());

    /// <summary>A request's; what is wrong with it is noted, and so are fields that the model has no use for.</summary>
    public static GenerationSettings Of(ServedModel model, ScoreRequest request, RequestErrors errors)
    {
        var settings = Of(model);
        if (model.Generative is null)
        {
            Refuse("/samples", request.Samples);
            Refuse("/vote", request.Vote);
            Refuse("/sampling", request.Sampling);
            return settings;
        }

        if (request.Samples is < 1 or > VerifierVotes.MaxSamples)
            errors.Add("/samples", $"must be 1 to {VerifierVotes.MaxSamples}");
        if (request.Sampling?.Seed < 0)
            errors.Add("/sampling/seed", "must be 0 or more");
        var sampling = Merge(settings.Sampling, request.Sampling);
        if (sampling.Problem() is { } problem)
            errors.Add("/sampling", problem);
        if (request.Samples > 1 && sampling.Temperature == 0)
            errors.Add("/samples", "at temperature 0 every sample is the same text; take one, or raise sampling.temperature");
        return new(sampling, new() { Samples = request.Samples ?? 1, Rule = request.Vote ?? VoteRule.Mean });

        void Refuse(string pointer, object? value)
        {
            if (value is not null)
                errors.Add(pointer, $"the model '{model.Name}' writes no text; leave the field out");
        }
    }

    private static SamplingOptions Merge(SamplingOptions own, SamplingRequest? asked) => asked is null ? own : own with
    {
        Temperature = asked.Temperature ?? own.Temperature,
        TopP = asked.TopP ?? own.TopP,
        TopK = asked.TopK ?? own.TopK,
        MaxTokens = asked.MaxTokens ?? own.MaxTokens,
        Seed = (ulong)Math.Max(0, asked.Seed ?? 0),
    };
}
