namespace RewardServer.Scoring.Manifests;

/// <summary>Prompt layout and step tag. Null fields take the named format's published default.</summary>
public sealed record FormatManifest
{
    /// <summary>A format's name: <c>qwen-prm</c>, <c>pure</c>, <c>skywork-prm</c>, <c>plain</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The token that marks the end of a step, by content.</summary>
    public string? StepTag { get; init; }

    /// <summary>The same by id, for tokenizers that spell it differently; wins over <see cref="StepTag"/>.</summary>
    public int? StepTagId { get; init; }

    /// <summary>The token put in front of everything, by content; empty for none.</summary>
    public string? BosToken { get; init; }

    /// <summary>How a chat is rendered, by a layout's name: see <see cref="Layouts.ChatLayouts"/>.</summary>
    public string? Layout { get; init; }

    /// <summary>Today's date as layouts that name one write it, such as <c>26 Jul 2024</c> (the default), so that scores do not depend on the day.</summary>
    public string? LayoutDate { get; init; }

    /// <summary>The system message of chat layouts; null for the layout's own, empty for none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Where a whole response is split into steps when the request does not say.</summary>
    public string? StepSeparator { get; init; }

    /// <summary>Text between the problem and the first step (<c>plain</c>).</summary>
    public string? ProblemSuffix { get; init; }
}
