using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.TestKit;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Readme;

/// <summary>What the README shows is what the bundled model answers.</summary>
public sealed class ReadmeTests
{
    // Processors of different vector width differ in the last bits; timings differ every time.
    private const double Tolerance = 1e-3;
    private const string Timings = "timings";

    [Theory]
    [InlineData("README.md", 5)]
    [InlineData("docs/rewards.md", 1)]
    [InlineData("docs/math-verifier.md", 1)]
    [InlineData("docs/plug-in/curl.md", 1)]
    public async Task Every_example_answers_as_shown(string page, int count)
    {
        var examples = ReadmeExample.Read(await File.ReadAllTextAsync(Path.Combine(Repository.Root, page), TestContext.Current.CancellationToken));
        await using var server = await TestServer.StartAsync(("Models:Folder", Path.Combine(Repository.Root, "models")), ("Models:Default", "arith-prm"));

        Assert.Equal(count, examples.Count);
        foreach (var example in examples)
        {
            var response = await server.PostToAsync(example.Path, example.Body);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            AssertSame(example.Answer, answer, "");
        }
    }

    private static void AssertSame(JsonNode? shown, JsonNode? actual, string path)
    {
        switch (shown)
        {
            case JsonObject members:
                Assert.Equal(Keys(members), Keys(Assert.IsType<JsonObject>(actual)));
                foreach (var (key, value) in members.Where(member => member.Key != Timings))
                    AssertSame(value, actual![key], $"{path}/{key}");
                break;
            case JsonArray items:
                var actualItems = Assert.IsType<JsonArray>(actual);
                Assert.True(items.Count == actualItems.Count, $"{path}: {items.Count} shown, {actualItems.Count} answered");
                for (var i = 0; i < items.Count; i++)
                    AssertSame(items[i], actualItems[i], string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"));
                break;
            case JsonValue number when number.GetValueKind() == JsonValueKind.Number:
                Assert.Equal(number.GetValue<double>(), actual!.GetValue<double>(), Tolerance);
                break;
            default:
                Assert.True(JsonNode.DeepEquals(shown, actual), $"{path}: {shown?.ToJsonString()} shown, {actual?.ToJsonString()} answered");
                break;
        }
    }

    private static IEnumerable<string> Keys(JsonObject json) => json.Select(member => member.Key);
}
