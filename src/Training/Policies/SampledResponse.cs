namespace RewardServer.Training.Policies;

/// <summary>A response of an evaluation, kept to be read by people.</summary>
/// <param name="Update">Updates done.</param>
/// <param name="Problem">The task.</param>
/// <param name="Answer">The right answer.</param>
/// <param name="Steps">The response.</param>
/// <param name="Scores">The model's score of each step.</param>
/// <param name="IsRight">Whether it comes to the right answer.</param>
internal sealed record SampledResponse(int Update, string Problem, string Answer, IReadOnlyList<string> Steps, float[] Scores, bool IsRight);
