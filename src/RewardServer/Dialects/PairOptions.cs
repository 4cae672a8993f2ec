using RewardServer.Errors;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects;

/// <summary>How pairs are scored.</summary>
internal sealed record PairOptions
{
    private const string NativeField = "/trajectories/";

    /// <summary>Whether scores that are logits stay logits; otherwise a sigmoid brings them to 0 to 1. Other scores are as they are.</summary>
    public bool IsRaw { get; init; }

    /// <summary>What happens to a pair that is too long.</summary>
    public Truncation Truncation { get; init; } = Truncation.Error;

    /// <summary>Whether the head's outputs are wanted too, of models that have a head.</summary>
    public bool WithLogits { get; init; }

    /// <summary>Where in the dialect's request a pair comes from, as a JSON pointer.</summary>
    public required Func<int, string> Field { get; init; }

    /// <summary>Calls the API itself, and says in the dialect's own words where something was wrong.</summary>
    public async Task<T> InItsWordsAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiException exception) when (exception.Errors is { Count: > 0 } errors && errors.Keys.First() is var pointer && pointer.StartsWith(NativeField, StringComparison.Ordinal))
        {
            var index = pointer[NativeField.Length..].Split('/')[0];
            throw int.TryParse(index, out var item) ? new ApiException(exception.Code, $"{Field(item)}: {errors[pointer]}", retryAfter: exception.RetryAfter) : exception;
        }
    }
}
