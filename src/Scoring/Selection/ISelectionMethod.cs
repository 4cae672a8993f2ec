namespace RewardServer.Scoring.Selection;

/// <summary>How the answers that candidates gave are weighed against each other. Pure; computed in double, in the order of the candidates.</summary>
public interface ISelectionMethod
{
    /// <summary>The name requests use.</summary>
    string Name { get; }

    /// <summary>Whether the answer of the highest weight wins; otherwise the candidate of the highest score does, with or without an answer.</summary>
    bool IsVote { get; }

    /// <summary>What each answer weighs.</summary>
    /// <param name="scores">Finite scores s_i. [candidates]</param>
    /// <param name="groups">Per candidate the index of its answer, numbered from 0 without gaps; -1 for one without an answer. [candidates]</param>
    /// <returns>w_g. [answers]</returns>
    double[] Weigh(ReadOnlySpan<float> scores, ReadOnlySpan<int> groups);
}
