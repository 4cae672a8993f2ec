using System.CommandLine;
using System.Text.Json;
using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Tokenization;

namespace RewardServer.Commands;

/// <summary><c>rewardserver tokenize</c>: lines of text in, lines of ids and spans out.</summary>
internal static class TokenizeCommand
{
    private static readonly Argument<string> Folder = new("model") { Description = "Model folder, tokenizer folder, or name of a model" };
    private static readonly Argument<string> Input = new("input") { Description = "File of lines {\"text\": \"…\", \"special\": false}, or - for standard input", DefaultValueFactory = _ => "-" };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("tokenize", "Shows what a tokenizer makes of text; 'special' says whether special tokens spelled in the text are recognized") { Folder, Input, ServerSettings.Models };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var tokenizer = LoadTokenizer(ModelFolders.Resolve(parsed.GetRequiredValue(Folder), parsed.GetValue(ServerSettings.Models)));
        using var lines = JsonLines.Open(parsed.GetRequiredValue(Input));
        using var output = new StreamWriter(Console.OpenStandardOutput());
        while (lines.TryRead(out var line))
        {
            var request = Parse(line, lines.Place);
            var (ids, spans) = (new List<int>(), new List<(int Start, int End)>());
            if (request.Special)
                tokenizer.EncodeWithControlTokens(request.Text!, ids, spans);
            else
                tokenizer.EncodeText(request.Text!, ids, spans);
            var points = TextSpans.ToCodePoints(request.Text!, spans);
            output.WriteLine(JsonSerializer.Serialize(new TokenizeLine(ids, [.. points.Select(span => new[] { span.Start, span.End })]), ToolJson.Default.TokenizeLine));
        }
        return CommandLine.Done;
    }

    private static TokenizeRequest Parse(string line, string place)
    {
        try
        {
            var request = RequestJson.Parse(System.Text.Encoding.UTF8.GetBytes(line), ToolJson.Default.TokenizeRequest);
            return request.Text is not null ? request : throw new UsageException($"{place}: /text: this field is required");
        }
        catch (ApiException exception)
        {
            throw new UsageException($"{place}: {exception.Message}");
        }
    }

    private static HuggingFaceTokenizer LoadTokenizer(string folder)
    {
        try
        {
            return HuggingFaceTokenizer.Load(folder);
        }
        catch (TokenizerFormatException exception)
        {
            throw new ModelLoadException(exception.Message, exception);
        }
    }
}
