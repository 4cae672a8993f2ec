using RewardServer.Scoring.Generative;

namespace RewardServer.Models;

/// <summary>Who writes a generative model's texts: an engine of this process, or another server.</summary>
/// <param name="Generator">Asks it.</param>
/// <param name="Device">Where it runs, in words.</param>
/// <param name="MaxTokens">Tokens of a sequence at most.</param>
/// <param name="Identity">What its texts depend on beside the model folder; null when that is nothing.</param>
internal sealed record ModelWriter(ITextGenerator Generator, string Device, int MaxTokens, string? Identity = null) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Generator is IAsyncDisposable local)
            return local.DisposeAsync();
        (Generator as IDisposable)?.Dispose();
        return default;
    }
}
