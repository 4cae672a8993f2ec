namespace RewardServer.Training.Evaluation;

/// <summary>One problem with several solutions.</summary>
/// <param name="Problem">The task text.</param>
/// <param name="Candidates">The solutions.</param>
internal sealed record CandidateSet(string Problem, IReadOnlyList<Candidate> Candidates);
