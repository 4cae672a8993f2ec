using RewardServer.Scoring.Formats;

namespace RewardServer.Pipeline.Inputs;

/// <summary>A call for what a model says of inputs that the client laid out itself, as other servers' clients do.</summary>
internal sealed record InputRequest
{
    /// <summary>The model; null for the default.</summary>
    public string? Model { get; init; }

    /// <summary>The inputs; at least one.</summary>
    public required IReadOnlyList<WholeInput> Inputs { get; init; }

    /// <summary>Which end goes when an input is too long.</summary>
    public Truncation Truncation { get; init; } = Truncation.Error;

    /// <summary>With truncation: the longest input wanted; null for the model's maximum.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Where the inputs are read; null for where the model's format reads.</summary>
    public InputReading? Reading { get; init; }

    /// <summary>Name of the request's field that holds the inputs, for error messages.</summary>
    public string Field { get; init; } = "input";
}
