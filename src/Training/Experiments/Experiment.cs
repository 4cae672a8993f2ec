using System.Text.Json.Serialization;
using RewardServer.Client;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;
using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.Rewards;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Runs;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.Experiments;

/// <summary>Runs an experiment. What is done already is not done again: a second call goes on where the first was stopped.</summary>
/// <param name="options">What is compared.</param>
/// <param name="folder">Where everything is written: <c>warm-up</c>, <c>runs/ARM/seed-N</c> and the report.</param>
/// <param name="time">The clock.</param>
/// <param name="display">Told how far it is.</param>
internal sealed class Experiment(ExperimentOptions options, string folder, TimeProvider time, IExperimentDisplay display)
{
    private readonly string warmupFolder = Path.Combine(folder, "warm-up");

    /// <summary>Every run, in the order of the options.</summary>
    public IReadOnlyList<ExperimentRun> Runs { get; } =
        [.. options.Seeds.SelectMany(seed => options.Arms.Select(arm => new ExperimentRun(arm, seed, Path.Combine(folder, "runs", arm.Name, $"seed-{seed}"))))];

    /// <summary>Trains what is not trained yet.</summary>
    /// <param name="only">Which runs; the others may be another process's.</param>
    /// <param name="cancellationToken">Stops between two updates, or while waiting for the server.</param>
    public async Task RunAsync(Func<ExperimentRun, bool> only, CancellationToken cancellationToken)
    {
        var device = TorchRuntime.Prepare(options.Threads, options.Device);
        var vocabulary = new PolicyVocabulary(WrittenVocabulary.Write(TokenizerFiles.Read(options.Vocabulary), Created(folder), options.Warmup.Shape.MaxPositions));
        var problems = Problems(vocabulary); // before anything is trained: a line may be wrong
        var warmup = new PolicyWarmup(options.Warmup, options.Tasks, vocabulary, warmupFolder, device);
        if (IsNew(warmupFolder, new { options.Warmup, options.Tasks, options.Vocabulary }) || !File.Exists(CheckpointWriter.WeightsOf(warmupFolder)))
        {
            warmup.Run(time, display.Warmup());
        }

        ExperimentRun[] runs = [.. Runs.Where(only)];
        ImportPairs(runs);
        await using var server = options.Server.Address is null ? await StartServerAsync(runs).ConfigureAwait(false) : null;
        using var client = ServerPatience.Client(server?.Address ?? new Uri(options.Server.Address!));
        foreach (var run in runs)
        {
            Train(run, warmup, problems, vocabulary, client, cancellationToken);
        }
    }

    private void Train(ExperimentRun run, PolicyWarmup warmup, IProblemSource problems, PolicyVocabulary vocabulary, RewardClient client, CancellationToken cancellationToken)
    {
        var training = run.Arm.PolicyOf(options.Policy);
        IsNew(run.Folder, new RunIdentity(options.Warmup, options.Tasks, training, run.Arm.Reward, run.Seed, (problems as FileProblems)?.Digest));
        using var policy = warmup.Load();
        using var reference = warmup.Load();
        using var judging = run.Arm.Reward.ImplicitUpdate is null ? null : warmup.Load();
        var patience = new ServerPatience(TimeSpan.FromSeconds(training.PatienceSeconds), time) { Waiting = display.Note };
        var rewards = new ServerRewards(client, AskedOf(run.Arm.Reward), patience);
        using var online = judging is null ? null : new OnlineRewardModel(new OnlineRewardSetup
        {
            Model = judging,
            Reference = reference,
            Shape = options.Warmup.Shape,
            Vocabulary = vocabulary.Written,
            Reward = run.Arm.Reward,
            BatchTokens = training.BatchTokens,
            Folder = Path.Combine(run.Folder, "reward-model"),
            Host = PairOf(run).Host(client, rewards, patience),
        });
        new PolicyTrainer(new PolicySetup
        {
            Options = training,
            Seed = run.Seed,
            Problems = problems,
            Vocabulary = vocabulary,
            Shape = options.Warmup.Shape,
            Policy = policy,
            Reference = reference,
            Reward = run.Arm.Reward,
            Rewards = rewards,
            Judge = new ServerRewards(client, Judging(run.Arm.Reward), patience),
            Online = online,
            Folder = run.Folder,
            Time = time,
        }).Run(display.Run(run), cancellationToken);
    }

    private IProblemSource Problems(PolicyVocabulary vocabulary) => options.Problems is { } files
        ? FileProblems.Read(files, problem => vocabulary.Prompt(problem).Length, options.Warmup.Shape.MaxPositions - options.Policy.MaxResponseTokens)
        : new GeneratedProblems(options.Tasks);

    /// <summary>What the server is asked for: of a reward model that learns the plain scores, of which PRIME's rewards are made here.</summary>
    private static RewardOptions AskedOf(RewardOptions reward) => reward.ImplicitUpdate is null ? reward : new()
    {
        Credit = CreditAssignments.None,
        Advantage = AdvantageEstimators.None,
        RewardScale = "model",
        VerifiableWeight = 1,
        VerifiableShare = reward.VerifiableShare,
    };

    /// <summary>Plain step scores, whatever the arm is rewarded for.</summary>
    private static RewardOptions Judging(RewardOptions reward) => new()
    {
        Model = reward.Model,
        Credit = CreditAssignments.None,
        Advantage = AdvantageEstimators.None,
    };

    private Task<KeptRewardServer> StartServerAsync(IReadOnlyList<ExperimentRun> runs)
    {
        display.Note("starting a reward server; server.log holds its output");
        string[] pairs = [.. runs.Where(run => run.Arm.Reward.ImplicitUpdate is not null).Select(run => PairOf(run).ModelFolder)];
        return KeptRewardServer.StartAsync(
            port => RewardServerProcess.StartAsync(
                [.. options.Server.Models, .. pairs], options.Server.Threads, port, Path.Combine(folder, "server.log"), allowsReload: pairs.Length > 0),
            display.Note, time);
    }

    /// <summary>Reward models that learn must be there before the server starts: as the warm-up policy against itself.</summary>
    private void ImportPairs(IReadOnlyList<ExperimentRun> runs)
    {
        foreach (var pair in runs.Where(run => run.Arm.Reward.ImplicitUpdate is not null).Select(PairOf).Where(pair => !Directory.Exists(pair.ModelFolder)))
        {
            pair.Import(warmupFolder);
        }
    }

    private ServedPair PairOf(ExperimentRun run) => new(
        $"{string.Concat(run.Arm.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '-'))}-{run.Seed}", Path.Combine(run.Folder, "served"), warmupFolder, run.Arm.Reward.ImplicitUpdate!.Beta);

    /// <summary>
    /// Whether a folder holds nothing yet of what is trained with these options, which are then written to it.
    /// </summary>
    /// <exception cref="InvalidDataException">It holds something of other options.</exception>
    private static bool IsNew(string path, object what)
    {
        var file = Path.Combine(Created(path), "options.json");
        var json = OptionsJson.Text(what);
        if (!File.Exists(file))
        {
            File.WriteAllText(file, json);
            return true;
        }

        return File.ReadAllText(file) == json ? false : throw new InvalidDataException($"{path} holds a run of other options ({file}). Give another --output, or remove the folder.");
    }

    private static string Created(string path) => Directory.CreateDirectory(path).FullName;

    /// <summary>What must be the same for a run to go on; the digest of a user's problems is left out where there are none, as it was before there could be.</summary>
    private sealed record RunIdentity(
        WarmupOptions Warmup, PolicyTasks Tasks, PolicyOptions Policy, RewardOptions Reward, int Seed, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problems);
}
