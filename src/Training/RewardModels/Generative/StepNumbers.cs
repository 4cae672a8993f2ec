namespace RewardServer.Training.RewardModels.Generative;

/// <summary>What a step says, reduced to its numbers, without spaces and units.</summary>
/// <param name="Left">The left side of its equation with the equals sign; null when it has none.</param>
/// <param name="Value">What it comes to.</param>
/// <param name="Remainder">What it says is left, behind a comma; empty when it does not.</param>
internal readonly record struct StepNumbers(string? Left, string Value, string Remainder);
