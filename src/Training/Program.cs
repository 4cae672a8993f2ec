using System.CommandLine;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Experiments;
using RewardServer.Training.Labelling;
using RewardServer.Training.RewardModels.Generative;
using RewardServer.Training.RewardModels.Implicit;
using RewardServer.Training.RewardModels.Outcome;
using RewardServer.Training.RewardModels.Process;
using RewardServer.Training.RewardModels.Value;
using RewardServer.Training.Runs;

var root = new RootCommand("Trains and measures reward models on generated reasoning.")
{
    TrainCommand.Create<PrmOptions>(
        "prm", "Trains a small process reward model on generated arithmetic.", "artifacts/arith-prm",
        (options, updates) => options with { Updates = updates, Refining = [] },
        (options, folder, progress) => new PrmRun(options, folder, TimeProvider.System).Run(progress)),
    TrainCommand.Create<OrmOptions>(
        "orm", "Trains a small outcome reward model on pairs of a right and a wrong solution.", "artifacts/arith-orm",
        (options, updates) => options with { Updates = updates },
        (options, folder, progress) => new OrmRun(options, folder, TimeProvider.System).Run(progress)),
    TrainCommand.Create<ImplicitOptions>(
        "implicit", "Trains a small reference model and a policy whose log-ratios judge steps.", "artifacts/arith-implicit",
        (options, updates) => options with { Updates = updates, ReferenceUpdates = updates },
        (options, folder, progress) => new ImplicitRun(options, folder, TimeProvider.System).Run(progress)),
    TrainCommand.Create<VerifierOptions>(
        "verifier", "Trains a small generative verifier that writes a check of each step and a verdict.", "artifacts/arith-verifier",
        (options, updates) => options with { Updates = updates },
        (options, folder, progress) => new VerifierRun(options, folder, TimeProvider.System).Run(progress)),
    TrainCommand.Create<ValueOptions>(
        "value", "Trains a small value model that says at every token how likely the solution is to end right (OVM, TVM).", "artifacts/arith-value",
        (options, updates) => options with { Updates = updates },
        (options, folder, progress) => new ValueRun(options, folder, TimeProvider.System).Run(progress)),
    LabelCommand.Create(),
    ProblemsCommand.Create(),
    RlCommand.Create(),
    EvaluateCommand.Create(),
};
return root.Parse(args).Invoke();
