namespace RewardServer.Scoring.Manifests;

/// <summary>How a generative verifier is asked and read. Null fields take the named verifier's published default.</summary>
public sealed record VerifierManifest
{
    /// <summary>A verifier's name; see <c>GenerativeVerifiers</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Texts of one token each that mean yes (or correct) where a probability is read.</summary>
    public IReadOnlyList<string>? YesTokens { get; init; }

    /// <summary>The same for no (or incorrect).</summary>
    public IReadOnlyList<string>? NoTokens { get; init; }

    /// <summary>The text behind which yes or no is read.</summary>
    public string? DecisionText { get; init; }

    /// <summary>Log-probabilities of yes and no are divided by it before they are compared; above 0.</summary>
    public double? DecisionTemperature { get; init; }

    /// <summary>The user's message, for a model with a prompt of its own; <c>{problem}</c> and <c>{solution}</c> are put in.</summary>
    public string? Prompt { get; init; }

    /// <summary>How the model's reply begins.</summary>
    public string? ReplyPrefix { get; init; }

    /// <summary>Texts that end the reply.</summary>
    public IReadOnlyList<string>? StopStrings { get; init; }
}
