using System.Text.RegularExpressions;
using RewardServer.TestKit;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Readme;

/// <summary>The commands on the pages of docs work: curl calls are answered, Python prints what is shown.</summary>
public sealed partial class PageTests
{
    [Fact]
    public async Task Commands_do_what_the_pages_say()
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", Path.Combine(Repository.Root, "models")), ("Models:Default", "arith-prm"), ("Models:AllowReload", "true"));
        var (calls, scripts) = (0, 0);
        foreach (var page in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
            Assert.True(CountOf("\ncurl ", text) == Curl().Count(text) && CountOf("```python", text) == Script().Count(text), $"{page}: a command is written in a way that this test does not run");
            foreach (Match call in Curl().Matches(text))
            {
                using var response = await server.PostToAsync(call.Groups["path"].Value, call.Groups["body"].Value);
                Assert.True(response.IsSuccessStatusCode, $"{page}: {call.Groups["path"].Value} answers {response.StatusCode}");
                calls++;
            }
            foreach (Match script in Script().Matches(text))
            {
                Assert.Equal(script.Groups["output"].Value, await Python.RunAsync(server.Http.BaseAddress!, script.Groups["code"].Value));
                scripts++;
            }
        }
        Assert.Equal((9, 6), (calls, scripts));
    }

    private static int CountOf(string part, string text) => text.Split(part).Length - 1;

    [GeneratedRegex(@"```sh\ncurl [^']*:8080(?<path>/[a-z0-9_/-]+) [^']*'[^']*' -d '(?<body>[^']*)'\n```")]
    private static partial Regex Curl();

    [GeneratedRegex(@"```python\n(?<code>.*?)```\n```text\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Script();
}
