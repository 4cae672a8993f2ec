using RewardServer.Api;
using RewardServer.Models;

namespace RewardServer.Pipeline.Inputs;

/// <summary>What a model says of a call's inputs.</summary>
/// <param name="Model">The model.</param>
/// <param name="Results">One an input, in order.</param>
/// <param name="Timings">Where the time went.</param>
internal sealed record InputReply(ServedModel Model, InputResult[] Results, Timings Timings)
{
    /// <summary>Tokens of all inputs.</summary>
    public long Tokens => Results.Sum(result => (long)result.Tokens);

    /// <summary>Inputs that were cut.</summary>
    public int Truncated => Results.Count(result => result.DroppedTokens > 0);
}
