using System.Text.Json.Serialization;

namespace RewardServer.Training.Data;

/// <summary>One line of a file of training data, see docs/training-data.md; the JSON has these names in snake case.</summary>
internal sealed record TrainingRecord
{
    /// <value>The user's name for it; carried along.</value>
    public string? Id { get; init; }

    /// <value>Where it is from; figures are reported for each source.</value>
    public string? Source { get; init; }

    /// <value>The task text.</value>
    public string? Problem { get; init; }

    /// <value>The known right answer.</value>
    public string? ReferenceAnswer { get; init; }

    /// <value>The steps of one solution.</value>
    public IReadOnlyList<string?>? Steps { get; init; }

    /// <value>A step: 1 right, 0 wrong, null not labelled. [steps]</value>
    public IReadOnlyList<double?>? Labels { get; init; }

    /// <value>A step: how often what begins with the steps up to it ends right, in [0, 1]; null when unknown. [steps]</value>
    public IReadOnlyList<double?>? Values { get; init; }

    /// <value>The same of the problem alone.</value>
    public double? StartValue { get; init; }

    /// <value>A step: by how much it changed a prover's chance, in [-1, 1]. [steps]</value>
    public IReadOnlyList<double?>? Progress { get; init; }

    /// <value>Whether the solution's answer is right.</value>
    public bool? AnswerCorrect { get; init; }

    /// <value>A step: what a wrong one should have said; null when unknown. [steps]</value>
    public IReadOnlyList<string?>? Corrections { get; init; }

    /// <value>A step: what a generative verifier is to write of it, a line without its verdict. [steps]</value>
    public IReadOnlyList<string?>? Checks { get; init; }

    /// <value>The steps of the better of two solutions.</value>
    public IReadOnlyList<string?>? Chosen { get; init; }

    /// <value>The steps of the worse one.</value>
    public IReadOnlyList<string?>? Rejected { get; init; }

    /// <value>File and line, for messages.</value>
    [JsonIgnore]
    public string Place { get; init; } = "";
}
