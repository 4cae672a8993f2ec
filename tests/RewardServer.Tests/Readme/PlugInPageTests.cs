using System.Text.RegularExpressions;
using RewardServer.TestKit;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Readme;

/// <summary>The commands on the pages of docs/plug-in work: curl calls are answered, Python prints what is shown.</summary>
public sealed partial class PlugInPageTests
{
    [Fact]
    public async Task Commands_do_what_the_pages_say()
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", Path.Combine(Repository.Root, "models")), ("Models:Default", "arith-prm"));
        var (calls, scripts) = (0, 0);
        foreach (var page in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "plug-in"), "*.md").Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
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
        Assert.True(calls >= 3 && scripts >= 6, $"{calls} calls and {scripts} scripts were found");
    }

    [GeneratedRegex(@"```sh\ncurl [^']*:8080(?<path>/[a-z0-9_/-]+) [^']*'[^']*' -d '(?<body>[^']*)'\n```")]
    private static partial Regex Curl();

    [GeneratedRegex(@"```python\n(?<code>.*?)```\n```text\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Script();
}
