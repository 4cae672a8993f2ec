using System.CommandLine;
using System.Text.Json;
using RewardServer.Modeling;
using RewardServer.Models;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using Spectre.Console;

namespace RewardServer.Commands;

/// <summary><c>rewardserver import</c>: a Hugging Face checkpoint becomes a model folder.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Checkpoint = new("checkpoint") { Description = "Folder with config.json, safetensors and a tokenizer" };
    private static readonly Option<string?> Name = new("--name") { Description = "Name of the model [default: the checkpoint folder's]", HelpName = "name" };
    private static readonly Option<string> Target = new("--models") { Description = "Folder of model folders to write into", HelpName = "folder", DefaultValueFactory = _ => "models" };
    private static readonly Option<string?> Format = new("--format") { Description = $"Prompt format: {string.Join(", ", TrajectoryFormats.Names)} [default: the one published for the head]", HelpName = "format" };
    private static readonly Option<string?> Layout = new("--layout") { Description = $"Chat layout: {string.Join(", ", ChatLayouts.Names)} [default: what the chat template is recognised as]; or a JSON file with the manifest's whole format section (name, layout, step_tag, …) instead of --format", HelpName = "layout or file" };
    private static readonly Option<string?> Precision = new("--precision") { Description = "fp32 or int8 on the CPU, fp16 on CUDA [default: fp32, fp16]", HelpName = "precision" };
    private static readonly Option<string> Device = new("--device") { Description = "Device the graph is built for: cpu or cuda", HelpName = "device", DefaultValueFactory = _ => "cpu" };
    private static readonly Option<int?> MaxTokens = new("--max-tokens") { Description = "Longest input in tokens [default: the checkpoint's, at most 32768]", HelpName = "n" };
    private static readonly Option<float?> Threshold = new("--threshold") { Description = "Score below which a step counts as wrong [default: 0.5 for probabilities, else 0]", HelpName = "score" };
    private static readonly Option<string?> Head = new("--head") { Description = "For language models: label-tokens, label-log-probability, target-log-probability or next-token [default: the format's]", HelpName = "head" };
    private static readonly Option<string?> Reference = new("--reference") { Description = "Checkpoint of the reference model: makes an implicit process reward model of the two", HelpName = "checkpoint" };
    private static readonly Option<double?> Beta = new("--beta") { Description = "With --reference: what log-ratios are multiplied by [default: 0.001, as EurusPRM is scored]", HelpName = "beta" };
    private static readonly Option<string?> Reading = new("--reading") { Description = "With --reference: cumulative (all tokens up to the end of a step) or single (the step's own) [default: cumulative]", HelpName = "reading" };
    private static readonly Option<string[]> Label = new("--label") { Description = "For language models: a label token, the one that means good first; repeat for each [default: the format's]", HelpName = "token" };
    private static readonly Option<string?> Verifier = new("--verifier") { Description = $"Makes a generative verifier of a language model: {string.Join(", ", [.. GenerativeVerifiers.Names, .. GenerativeVerifiers.PairwiseNames])}", HelpName = "verifier" };
    private static readonly Option<bool> Remote = new("--remote") { Description = "With --verifier: an OpenAI-compatible server writes the text (section Remote of the configuration says where); no weights are needed" };
    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace a model folder of the same name" };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("import", "Turns a Hugging Face checkpoint into a model folder") { Checkpoint, Name, Target, Format, Layout, Precision, Device, MaxTokens, Threshold, Head, Label, Reference, Beta, Reading, Verifier, Remote, Replace };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(OptionsOf(parsed), cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ImportOptions options, CancellationToken cancellationToken)
    {
        var imported = Terminal.Error.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                var task = progress.AddTask("importing");
                return Importing.Run(options, new DirectProgress(task), cancellationToken);
            });
        foreach (var finding in imported.Findings)
            Console.Error.WriteLine(finding);
        Console.WriteLine(imported.Folder);
        return CommandLine.Done;
    }

    private static ImportOptions OptionsOf(ParseResult parsed) => new()
    {
        Checkpoint = parsed.GetRequiredValue(Checkpoint),
        Models = parsed.GetRequiredValue(Target),
        Name = parsed.GetValue(Name),
        Layout = LayoutOf(parsed.GetValue(Layout)),
        Format = FormatOf(parsed.GetValue(Format), parsed.GetValue(Layout)),
        Precision = parsed.GetValue(Precision),
        Device = parsed.GetRequiredValue(Device),
        MaxTokens = parsed.GetValue(MaxTokens),
        Threshold = parsed.GetValue(Threshold),
        Head = parsed.GetValue(Head) ?? (parsed.GetValue(Reference) is null ? null : PackedGraph.TargetHead),
        Reference = parsed.GetValue(Reference),
        Implicit = PairOf(parsed),
        Verifier = VerifierOf(parsed.GetValue(Verifier)),
        IsRemote = parsed.GetValue(Remote),
        LabelTokens = parsed.GetValue(Label) is { Length: > 0 } labels ? labels : null,
        Replace = parsed.GetValue(Replace),
    };

    private static ImplicitManifest? PairOf(ParseResult parsed)
    {
        var (beta, reading) = (parsed.GetValue(Beta), parsed.GetValue(Reading));
        if (parsed.GetValue(Reference) is null)
            return beta is null && reading is null ? null : throw new UsageException("--beta and --reading need --reference: only an implicit model has them");
        if (beta is not null && !(beta > 0 && double.IsFinite(beta.Value)))
            throw new UsageException("--beta must be a finite number above 0");
        if (reading is not (null or ImplicitManifest.Cumulative or ImplicitManifest.Single))
            throw new UsageException($"--reading must be {ImplicitManifest.Cumulative} or {ImplicitManifest.Single}");
        return new() { Beta = beta ?? ImplicitManifest.EurusBeta, Reading = reading ?? ImplicitManifest.Cumulative };
    }

    private static VerifierManifest? VerifierOf(string? name)
    {
        if (name is not null && !GenerativeVerifiers.Names.Contains(name) && !GenerativeVerifiers.PairwiseNames.Contains(name))
            throw new UsageException($"--verifier '{name}' is unknown; known are {string.Join(", ", [.. GenerativeVerifiers.Names, .. GenerativeVerifiers.PairwiseNames])}");
        return name is null ? null : new() { Name = name };
    }

    // A layout's name wins over a file of that name; ./name is the file.
    private static string? LayoutOf(string? layout) => layout is not null && ChatLayouts.Names.Contains(layout) ? layout : null;

    private static FormatManifest? FormatOf(string? name, string? layout)
    {
        if (layout is null || LayoutOf(layout) is not null)
            return name is null ? null : new FormatManifest { Name = name };
        if (name is not null)
            throw new UsageException("--format and a --layout file exclude each other: the file names its format");
        try
        {
            return ManifestJson.ParseFormat(File.ReadAllBytes(layout));
        }
        catch (FileNotFoundException)
        {
            throw new UsageException($"--layout '{layout}' is neither a chat layout ({string.Join(", ", ChatLayouts.Names)}) nor a file");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{layout}: {exception.Message}");
        }
    }

    /// <summary>Reports on the importing thread: Progress&lt;T&gt; would report out of order, from the pool.</summary>
    private sealed class DirectProgress(ProgressTask task) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            task.MaxValue = value.Total;
            task.Value = value.Done;
        }
    }
}
