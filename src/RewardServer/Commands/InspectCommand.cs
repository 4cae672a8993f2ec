using System.CommandLine;
using System.Globalization;
using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Inference.Generation;
using RewardServer.Models;
using RewardServer.Pipeline;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;

namespace RewardServer.Commands;

/// <summary><c>rewardserver inspect</c>: the exact tokens a model will see, and where it is read.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "Model folder, or name of a model" };
    private static readonly Argument<string> Input = new("trajectory") { Description = "JSON file with one trajectory as in POST /v1/score, or - for standard input" };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("inspect", "Shows the exact tokens a model will see and the positions that are read") { Model, Input, ServerSettings.Models };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var input = ModelInput.Load(ModelFolders.Resolve(parsed.GetRequiredValue(Model), parsed.GetValue(ServerSettings.Models)));
        var trajectory = Read(parsed.GetRequiredValue(Input), input.Format.StepSeparator);
        if (input.Manifest.Kind == RewardModelKind.Generative)
            return PrintPrompt(trajectory, input, Console.Out);
        if (!input.Encoder.Encode(trajectory).TryGet(out var encoded, out var error))
            throw new ApiException(error.Code, error.Message);
        Print(encoded, input, Console.Out);
        return CommandLine.Done;
    }

    /// <summary>A generative model's prompt; what it writes comes behind.</summary>
    private static int PrintPrompt(Trajectory trajectory, ModelInput input, TextWriter output)
    {
        if (GenerativeVerifiers.Create(input.Manifest) is not { } verifier)
            throw new ApiException(ScoringErrorCode.InvalidRequest, $"'{input.Name}' compares two responses; a trajectory is one.");
        var request = FirstPrompt.OfAsync(verifier, trajectory).GetAwaiter().GetResult();
        var ids = TextGenerators.EncodePrompt(input.Manifest.Format, input.Tokenizer, request);
        output.WriteLine($"{input.Name}, verifier {verifier.Name}: a prompt of {ids.Count} tokens of {input.MaxTokens}; at most {request.Sampling.MaxTokens} are written behind it");
        output.WriteLine("  index      id  token");
        for (var i = 0; i < ids.Count; i++)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i,7} {ids[i],7}  {Show(ids[i], input)}"));
        return CommandLine.Done;
    }

    private static Trajectory Read(string path, string separator)
    {
        var utf8 = path == "-" ? System.Text.Encoding.UTF8.GetBytes(Console.In.ReadToEnd()) : File.ReadAllBytes(path);
        var item = RequestJson.Parse(utf8, ApiJson.Default.TrajectoryRequest);
        var errors = new RequestErrors();
        RequestChecks.Check(item, "", errors);
        errors.ThrowIfAny();
        if (item.Steps is { } steps)
            return new(item.Problem!, steps);
        return StepSplitter.Split(item.Response!, separator).TryGet(out var split, out var error)
            ? new(item.Problem!, split.Steps)
            : throw new ApiException(error.Code, error.Message);
    }

    private static void Print(EncodedTrajectory encoded, ModelInput input, TextWriter output)
    {
        var (before, row) = (0, 0);
        foreach (var one in encoded.Inputs)
        {
            output.WriteLine($"{input.Name}, format {input.Format.Name}: {one.TokenIds.Length} of {input.MaxTokens} tokens, {one.ReadPositions.Length} read positions");
            output.WriteLine("  index      id  step  read  token");
            for (var i = 0; i < one.TokenIds.Length; i++)
            {
                var step = Array.FindIndex(encoded.StepTokens, span => before + i >= span.Start && before + i < span.End);
                var read = Array.IndexOf(one.ReadPositions, i);
                var score = read < 0 ? "" : "-> " + Array.FindIndex(encoded.RowEnds, end => row + read < end);
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{i,7} {one.TokenIds[i],7}  {(step < 0 ? "" : step),4}  {score,4}  {Show(one.TokenIds[i], input)}"));
            }
            (before, row) = (before + one.TokenIds.Length, row + one.ReadPositions.Length);
        }
    }

    private static string Show(int id, ModelInput input)
    {
        var text = input.Tokenizer.Decode([id], skipSpecial: false);
        return (input.Tokenizer.IsSpecial(id) ? "special " : "") + System.Text.Json.JsonSerializer.Serialize(text, ToolJson.Default.String);
    }
}
