using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels;

/// <summary>Everything that decides which model comes out; the defaults give the bundled one.</summary>
internal sealed record PrmOptions
{
    /// <summary>Seed of the problems and of the fresh weights.</summary>
    public int Seed { get; init; } = 20;

    /// <summary>Updates of the weights.</summary>
    public int Updates { get; init; } = 8000;

    /// <summary>How many of them, at the start, see only equation drills: short, and dense in labels.</summary>
    public int DrillUpdates { get; init; } = 1800;

    /// <summary>
    /// What comes behind the first stage, each with a fresh optimizer, fresh problems and no drills. The rate's fall to its floor is what
    /// brings most of the accuracy, and another fall brings some more.
    /// </summary>
    public IReadOnlyList<RefiningStage> Refining { get; init; } =
    [
        new(6000, 1.5e-3, new TaskShares()),
        new(3500, 1e-3, new TaskShares(Drill: 3, Story: 4, Expression: 6, GameOf24: 1)),
    ];

    /// <summary>Tokens an update looks at, padding included.</summary>
    public int BatchTokens { get; init; } = 1024;

    /// <summary>Highest learning rate, reached after <see cref="WarmupUpdates"/>.</summary>
    public double PeakLearningRate { get; init; } = 3e-3;

    /// <summary>Updates over which the learning rate rises from 0.</summary>
    public int WarmupUpdates { get; init; } = 100;

    /// <summary>AdamW's decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.02;

    /// <summary>Largest norm of a gradient; longer ones are scaled down.</summary>
    public double GradientNorm { get; init; } = 1.0;

    /// <summary>
    /// Weight of predicting numbers beside judging steps. It teaches arithmetic from every result instead of one bit a step; the
    /// predicting head is not exported.
    /// </summary>
    public double LanguageWeight { get; init; } = 1.0;

    /// <summary>Whether the embeddings of numbers start as <see cref="NumberFeatures"/> instead of at random.</summary>
    public bool PlacesNumbers { get; init; } = true;

    /// <summary>
    /// Weight of a wrong step's label against a right one's. Above 1 more errors are found, and more right steps suspected.
    /// </summary>
    public double WrongStepWeight { get; init; } = 1.5;

    /// <summary>Vocabulary ids, control tokens included.</summary>
    public int VocabularySize { get; init; } = 1024;

    /// <summary>Trajectories the vocabulary is learned from.</summary>
    public int VocabularyTrajectories { get; init; } = 5000;

    /// <summary>Threads of libtorch; another number may change the last bits of the weights.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Updates between two evaluations on held-out problems.</summary>
    public int EvaluateEvery { get; init; } = 250;

    /// <summary>Held-out trajectories of each family in those evaluations.</summary>
    public int EvaluationTrajectories { get; init; } = 100;

    /// <summary>Sizes of the model.</summary>
    public ModelShape Shape { get; init; } = new();

    /// <summary>What it is trained on.</summary>
    public TaskShares Shares { get; init; } = new();

    /// <summary>The stages of a run in order, each with the rate, updates, shares and seed of its own.</summary>
    public IReadOnlyList<PrmOptions> Stages()
    {
        const int otherProblems = 10; // a stage's feeds take seeds just above its own
        return
        [
            this,
            .. Refining.Select((stage, i) => this with
            {
                Seed = Seed + ((i + 1) * otherProblems),
                Updates = stage.Updates,
                PeakLearningRate = stage.PeakLearningRate,
                Shares = stage.Shares,
                DrillUpdates = 0,
            }),
        ];
    }
}
