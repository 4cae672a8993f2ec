namespace RewardServer.Scoring.Manifests;

/// <summary>Prompt layout and step tag. Null fields take the named format's published default.</summary>
public sealed record FormatManifest
{
    /// <summary>A format's name; see <see cref="Formats.TrajectoryFormats"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The token that marks the end of a step, by content.</summary>
    public string? StepTag { get; init; }

    /// <summary>The same by id, for tokenizers that spell it differently; wins over <see cref="StepTag"/>.</summary>
    public int? StepTagId { get; init; }

    /// <summary>The token put in front of everything, by content; empty for none.</summary>
    public string? BosToken { get; init; }

    /// <summary>The token put behind everything unless it stands there already, by content; empty for none.</summary>
    public string? EosToken { get; init; }

    /// <summary>How a chat is rendered, by a layout's name: see <see cref="Layouts.ChatLayouts"/>.</summary>
    public string? Layout { get; init; }

    /// <summary>Today's date as layouts that name one write it, such as <c>26 Jul 2024</c> (the default), so that scores do not depend on the day.</summary>
    public string? LayoutDate { get; init; }

    /// <summary>The system message of chat layouts; null for the layout's own, empty for none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Where a whole response is split into steps when the request does not say.</summary>
    public string? StepSeparator { get; init; }

    /// <summary>Text before the problem.</summary>
    public string? ProblemPrefix { get; init; }

    /// <summary>Text between the problem and the first step.</summary>
    public string? ProblemSuffix { get; init; }

    /// <summary>Text before each step; <c>{i}</c> in it becomes the step's number, counted from 1. Empty when the steps bring their own.</summary>
    public string? StepPrefix { get; init; }

    /// <summary>Text between two steps of the model's input.</summary>
    public string? StepJoiner { get; init; }

    /// <summary>How many steps are judged together, the last of them being the one whose score it is (<c>hrm</c>); at least 1.</summary>
    public int? StepWindow { get; init; }

    /// <summary>Whether the head is also read at the prompt's end (<c>chat</c>), for readouts that weigh by the prompt.</summary>
    public bool? ReadsPrompt { get; init; }
}
