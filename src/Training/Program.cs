using System.CommandLine;
using RewardServer.Training.Evaluation;
using RewardServer.Training.RewardModels;

var root = new RootCommand("Trains and measures reward models on generated reasoning.")
{
    PrmCommand.Create(),
    EvaluationCommands.CreateHeldOut(),
    EvaluationCommands.CreateCalibration(),
    EvaluationCommands.CreateBestOfN(),
};
return root.Parse(args).Invoke();
