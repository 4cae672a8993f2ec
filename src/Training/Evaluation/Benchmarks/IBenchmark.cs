using RewardServer.Training.Evaluation.Serving;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>A benchmark whose data have been read: what a model is asked, and what its answers are worth.</summary>
internal interface IBenchmark
{
    /// <summary>The command's name.</summary>
    string Name { get; }

    /// <summary>Whether a model must score steps.</summary>
    bool NeedsSteps { get; }

    /// <summary>What the model judges.</summary>
    IReadOnlyList<Solution> Solutions { get; }

    /// <summary>Measures.</summary>
    /// <param name="model">The model.</param>
    /// <param name="judgements">One a solution, in order; at least one has scores.</param>
    BenchmarkReport Measure(EvaluatedModel model, IReadOnlyList<Judgement> judgements);
}
