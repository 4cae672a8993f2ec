namespace RewardServer.Training.Tasks.Stories;

/// <summary>
/// A word problem with blanks. Texts hold <c>{N}</c> and <c>{M}</c> (names), <c>{he}</c>, <c>{items}</c>,
/// <c>{others}</c>, <c>{box}</c>, <c>{boxes}</c>, <c>{place}</c> and number names; step texts hold <c>{e}</c>, the equation, or <c>{$e}</c>, the same in dollars.
/// </summary>
/// <param name="Name">Unique.</param>
/// <param name="Numbers">Number names with their ranges: <c>a:2-12 b:3-40</c>.</param>
/// <param name="Problems">Wordings of the problem.</param>
/// <param name="Steps">The derivation.</param>
/// <param name="Money">The answer is in dollars.</param>
/// <param name="HeldOut">Never trained on; measures what is left on unseen stories.</param>
internal sealed record StoryTemplate(
    string Name,
    string Numbers,
    string[] Problems,
    StoryStep[] Steps,
    bool Money = false,
    bool HeldOut = false);

/// <summary>One step of a derivation.</summary>
/// <param name="Expression">Two or three operands split by spaces: number names, literals, or <c>r1</c>, <c>r2</c> for earlier results.</param>
/// <param name="Texts">Wordings.</param>
internal sealed record StoryStep(string Expression, params string[] Texts);
