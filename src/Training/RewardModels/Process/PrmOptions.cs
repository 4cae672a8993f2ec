using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Process;

/// <summary>Everything that decides which model comes out; the defaults give the bundled one.</summary>
internal sealed record PrmOptions : WarmTrainingOptions
{
    /// <summary>The bundled model's: it starts from nothing.</summary>
    public PrmOptions() => Start = null;

    /// <summary>Updates before all others in which only the head learns, so that a fresh one does not spoil the backbone it was put on; 0 for none.</summary>
    public int HeadUpdates { get; init; }

    /// <summary>Highest learning rate of those.</summary>
    public double HeadLearningRate { get; init; } = 3e-3;

    /// <summary>Whether steps' success rates (<c>values</c>) are learned instead of right and wrong: Math-Shepherd's soft labels.</summary>
    public bool SoftLabels { get; init; }

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

    /// <summary>
    /// Weight of predicting numbers beside judging steps. It teaches arithmetic from every result instead of one bit a step; the
    /// predicting head is not exported.
    /// </summary>
    public double LanguageWeight { get; init; } = 1.0;

    /// <summary>Whether the embeddings of numbers start as <see cref="Models.NumberFeatures"/> instead of at random.</summary>
    public bool PlacesNumbers { get; init; } = true;

    /// <summary>
    /// Weight of a wrong step's label against a right one's. Above 1 more errors are found, and more right steps suspected.
    /// </summary>
    public double WrongStepWeight { get; init; } = 1.5;

    /// <summary>Vocabulary ids, control tokens included.</summary>
    public int VocabularySize { get; init; } = 1024;

    /// <summary>Trajectories the vocabulary is learned from.</summary>
    public int VocabularyTrajectories { get; init; } = 5000;

    /// <summary>What it is trained on.</summary>
    public TaskShares Shares { get; init; } = new();

    /// <inheritdoc />
    public override int AllUpdates => HeadUpdates + Stages().Sum(stage => stage.Updates);

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
