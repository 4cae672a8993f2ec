namespace RewardServer.Pipeline;

/// <summary>What text will cost, before it is tokenized: about three bytes a token.</summary>
internal static class TokenEstimate
{
    /// <summary>Tokens of a problem with one response, sent as steps or whole.</summary>
    public static long Of(string problem, IReadOnlyList<string>? steps, string? response)
    {
        long characters = problem.Length + (response?.Length ?? 0);
        foreach (var step in steps ?? [])
            characters += step.Length + 3;
        return 1 + (characters / 3);
    }
}
