using Microsoft.Extensions.Configuration;
using RewardServer.Hosting;

namespace RewardServer.Tests.Hosting;

public sealed class OptionsCheckTests
{
    [Fact]
    public void Defaults_are_valid() => Assert.Empty(Errors());

    [Fact]
    public void Every_error_is_told_at_once()
    {
        var errors = Errors(
            ("Server:Port", "70000"),
            ("Server:GrpcPort", "many"),
            ("Server:Host", "nowhere.example"),
            ("Server:DrainTimeout", "-00:00:01"),
            ("Server:Prot", "80"),
            ("Inference:Device", "tpu"),
            ("Inference:Threads", "-1"),
            ("Cache:MaxBytes", "-1"),
            ("Models:Paths:0", "/does/not/exist"),
            ("Models:ImportPrecision", "fp8"),
            ("Modles:Folder", "x"));
        string[] keys =
        [
            "Server:Port", "Server:GrpcPort", "Server:Host", "Server:DrainTimeout", "Server:Prot", "Inference:Device", "Inference:Threads",
            "Cache:MaxBytes", "Models:Paths:0", "Models:ImportPrecision", "Modles",
        ];
        Assert.All(keys, key => Assert.Contains(errors, error => error.StartsWith(key, StringComparison.Ordinal)));
        Assert.Equal(keys.Length, errors.Count);
    }

    [Fact]
    public void Ports_must_differ() => Assert.Contains("must differ", Assert.Single(Errors(("Server:Port", "9000"), ("Server:GrpcPort", "9000"))));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("*")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    public void Hosts_are_addresses(string host) => Assert.Empty(Errors(("Server:Host", host)));

    [Theory]
    [InlineData("auto")]
    [InlineData("cpu")]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    public void Devices_are_known(string device) => Assert.Empty(Errors(("Inference:Device", device)));

    [Fact]
    public void Environment_variables_are_read_without_their_prefix()
    {
        Environment.SetEnvironmentVariable("RewardServer__Inference__MaxBatchTokens", "77");
        try
        {
            Assert.Equal("77", ServerConfiguration.Read(new Dictionary<string, string?>())["Inference:MaxBatchTokens"]);
            Assert.Equal("5", ServerConfiguration.Read(new Dictionary<string, string?> { ["Inference:MaxBatchTokens"] = "5" })["Inference:MaxBatchTokens"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("RewardServer__Inference__MaxBatchTokens", null);
        }
    }

    private static IReadOnlyList<string> Errors(params (string Key, string Value)[] settings) => OptionsCheck.Errors(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
