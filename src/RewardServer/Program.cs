using System.CommandLine;
using RewardServer.Commands;

// rewardserver: serves reward models, and the tools around them.
var root = new RootCommand("Serves process and outcome reward models over HTTP and gRPC. Without a command it serves.")
{
    ServeCommand.Create(),
    ImportCommand.Create(),
    ScoreCommand.Create(),
    TokenizeCommand.Create(),
    InspectCommand.Create(),
    DoctorCommand.Create(),
};
ServeCommand.AddTo(root);
return await CommandLine.RunAsync(root, args);
