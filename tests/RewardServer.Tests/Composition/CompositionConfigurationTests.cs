using System.Text;
using Microsoft.Extensions.Configuration;
using RewardServer.Hosting;
using RewardServer.TestKit;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Composition;

/// <summary>What a composed reward's configuration may not be, and that all of it is told at once.</summary>
public sealed class CompositionConfigurationTests
{
    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var errors = OptionsCheck.Errors(Configuration(
            ("Rewards:a b:Method", "average"), ("Rewards:a b:Components:0:Model", "m"),
            ("Rewards:r:Method", "gate"), ("Rewards:r:Failure", "quorum: 2"), ("Rewards:r:VarianceWeight", "1"), ("Rewards:r:Aggregation", "median"), ("Rewards:r:Speed", "1"),
            ("Rewards:r:Components:0:Model", "m"), ("Rewards:r:Components:0:Verifier", "math"), ("Rewards:r:Components:0:Weight", "2"), ("Rewards:r:Components:0:Modle", "m"),
            ("Rewards:r:Components:1:Verifier", "lean"), ("Rewards:r:Components:1:Scale", "logit"), ("Rewards:r:Components:1:Reference", "1"), ("Rewards:r:Components:1:Aggregation", "min"),
            ("Rewards:r:Components:2:Model", "m"), ("Rewards:r:Components:2:Weight", "heavy")));
        string[] expected =
        [
            "Rewards:a b:", "Rewards:a b:Method:", "Rewards:a b:Components:", "Rewards:r:Failure:", "Rewards:r:VarianceWeight:", "Rewards:r:Aggregation:", "Rewards:r:Speed:", "Rewards:r:Components:",
            "Rewards:r:Components:0:", "Rewards:r:Components:0:Weight:", "Rewards:r:Components:0:Modle:", "Rewards:r:Components:1:Verifier:", "Rewards:r:Components:1:Scale:",
            "Rewards:r:Components:1:Reference:", "Rewards:r:Components:1:Aggregation:", "Rewards:r:Components:2:Weight:",
        ];
        Assert.All(expected, key => Assert.Contains(errors, error => error.StartsWith(key + " ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_page_s_configuration_is_served()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "composition.md"), TestContext.Current.CancellationToken);
        var start = page.IndexOf("```json\n", StringComparison.Ordinal) + 8;
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)]));
        var settings = new ConfigurationBuilder().AddJsonStream(json).Build().AsEnumerable().Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!)).ToArray();
        await using var server = await TestServer.StartAsync([("Models:Folder", Path.Combine(Repository.Root, "models")), ("Models:Default", "cautious"), .. settings]);
        var reply = await server.ScoreAsync(Bodies.Valid);
        Assert.Equal(("cautious", 2), (reply["model"]!.GetValue<string>(), reply["results"]![0]!["steps"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("require-all", true)]
    [InlineData("quorum: 1", true)]
    [InlineData("quorum:2", true)]
    [InlineData("quorum: 0", false)]
    [InlineData("quorum: 3", false)]
    [InlineData("quorum", false)]
    [InlineData("any", false)]
    public void Failure_policies_are_read(string policy, bool isValid) => Assert.Equal(
        isValid,
        OptionsCheck.Errors(Configuration(("Rewards:r:Method", "min"), ("Rewards:r:Failure", policy), ("Rewards:r:Components:0:Model", "m"), ("Rewards:r:Components:1:Verifier", "math"))).Count == 0);

    [Fact]
    public async Task What_only_models_can_tell_ends_the_server_with_every_reason()
    {
        (string, string)[] settings =
        [
            ("Models:Folder", Path.Combine(Repository.Root, "models")), ("Models:Paths:0", Path.Combine(TestModels.Comparing, "gpm")),
            .. Pair("negative", "product", "arith-orm", "arith-prm"),
            .. Pair("missing", "min", "nobody", "arith-prm"),
            .. Pair("comparing", "min", "gpm", "arith-prm"),
            .. Pair("shut", "gate", "arith-prm", "arith-orm"),
            .. Pair("unbounded", "mean-minus-variance", "arith-prm", "arith-prm"), ("Rewards:unbounded:Aggregation", "product"),
            .. Pair("whole", "min", "arith-orm", "arith-prm"), ("Rewards:whole:Aggregation", "mean"),
            .. Pair("steps", "min", "arith-orm", "arith-prm"), ("Rewards:steps:Components:0:Aggregation", "product"),
            .. Pair("arith-prm", "min", "arith-orm", "arith-prm"),
            ("Rewards:verifiers:Method", "min"), ("Rewards:verifiers:Components:0:Verifier", "math"), ("Rewards:verifiers:Components:1:Verifier", "math"),
        ];
        await using var server = await TestServer.StartUnreadyAsync(null, settings);
        var failure = server.Services.GetRequiredService<ServerFailure>();
        while (failure.Reason is null)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        string[] reasons =
        [
            "Rewards:negative:Method: a product is of probabilities", "Rewards:missing:Components:0:Model: there is no model 'nobody'", "Rewards:comparing:Components:0:Model: 'gpm' compares two responses",
            "Rewards:shut:Otherwise: logits have no lowest value", "Rewards:unbounded:Aggregation: The aggregation 'product' needs probabilities", "Rewards:whole:Aggregation: not all components judge steps",
            "Rewards:steps:Components:0:Aggregation: The aggregation 'product' needs probabilities", "Rewards:arith-prm: a model has that name", "Rewards:verifiers:Components: at least one must be a model",
        ];
        Assert.All(reasons, reason => Assert.Contains(reason, failure.Reason, StringComparison.Ordinal));
    }

    private static (string, string)[] Pair(string name, string method, string first, string second) =>
        [($"Rewards:{name}:Method", method), ($"Rewards:{name}:Components:0:Model", first), ($"Rewards:{name}:Components:1:Model", second)];

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
