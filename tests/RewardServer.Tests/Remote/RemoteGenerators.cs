using Microsoft.Extensions.Time.Testing;
using RewardServer.Inference.Generation;
using RewardServer.Remote;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Tokenization;

namespace RewardServer.Tests.Remote;

/// <summary>Generators and requests for tests of the remote backend.</summary>
internal static class RemoteGenerators
{
    public const int MaxTokens = 200;

    public static HuggingFaceTokenizer Tokenizer { get; } = HuggingFaceTokenizer.Load(Path.Combine(AppContext.BaseDirectory, "Fixtures", "tokenizer"));

    public static RemoteTextGenerator Completions(FakeRemote remote, TimeProvider? time = null, Action<RemoteOptions>? change = null) =>
        Completions(remote.Address, time, change);

    public static RemoteTextGenerator Completions(string address, TimeProvider? time = null, Action<RemoteOptions>? change = null)
    {
        var layout = ChatLayouts.Create(new() { Name = "chat", Layout = ChatLayouts.Raw }, Tokenizer.EncodeText, Tokenizer.FindToken);
        return new(Options(address, change), new CompletionsProtocol(new PromptEncoder(layout, Tokenizer), Tokenizer, MaxTokens), time ?? TimeProvider.System);
    }

    public static RemoteTextGenerator Chat(FakeRemote remote, bool continuesReply = false) =>
        new(Options(remote.Address, null), new ChatProtocol(continuesReply), TimeProvider.System);

    public static int[] Encode(string text)
    {
        List<int> ids = [];
        Tokenizer.EncodeText(text, ids, null);
        return [.. ids];
    }

    public static GenerationRequest Request(string prompt = "1 + 1 = ") => new()
    {
        Messages = [ChatMessage.Of(ChatRole.User, prompt)],
        Sampling = new() { MaxTokens = 20, Temperature = 0.7, TopP = 0.9, Seed = 5 },
    };

    public static ChoiceQuestion YesNo(ChoicePosition position, string text = "") =>
        new() { Choices = [new("yes", [" Yes", "Yes"]), new("no", [" No", "No"])], Position = position, Text = text };

    /// <summary>Lets a held clock run, a second at a time, until something is done.</summary>
    public static async Task<T> RunAsync<T>(FakeTimeProvider time, Task<T> task)
    {
        for (var i = 0; i < 2000 && !task.IsCompleted; i++)
        {
            await Task.WhenAny(task, Task.Delay(5, TestContext.Current.CancellationToken));
            if (!task.IsCompleted)
                time.Advance(TimeSpan.FromSeconds(1));
        }

        return await task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static RemoteOptions Options(string address, Action<RemoteOptions>? change)
    {
        var options = new RemoteOptions { Address = address, Model = "judge" };
        change?.Invoke(options);
        Assert.Empty(options.Problems());
        return options;
    }
}
