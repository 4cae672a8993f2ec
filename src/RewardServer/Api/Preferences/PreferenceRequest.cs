namespace RewardServer.Api.Preferences;

/// <summary>Pairs of responses to compare.</summary>
internal sealed class PreferenceRequest
{
    /// <summary>Name of a preference or outcome model, or <c>name@sha256:…</c> to pin a fingerprint. Default: the only model, else the configured default.</summary>
    /// <example>gpm</example>
    public string? Model { get; set; }

    /// <summary>The pairs, 1 to 1024.</summary>
    public IReadOnlyList<PairRequest>? Pairs { get; set; }

    /// <summary>Where a <c>response</c> is split into steps, and what joins <c>steps</c> into one text. Default: the model's.</summary>
    /// <example>\n\n</example>
    public string? StepSeparator { get; set; }

    /// <summary>Whether one failed pair fails the call (<c>fail</c>, the default) or carries its own error (<c>partial</c>).</summary>
    /// <example>fail</example>
    public OnError? OnError { get; set; }
}
