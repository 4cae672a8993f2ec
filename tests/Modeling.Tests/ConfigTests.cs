using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs;

namespace RewardServer.Modeling.Tests;

public sealed class ConfigTests
{
    private const string Base = """
        {"architectures":["Qwen2ForCausalLM"],"model_type":"qwen2","hidden_size":64,"intermediate_size":96,"num_hidden_layers":4,
         "num_attention_heads":4,"num_key_value_heads":2,"vocab_size":100,"max_position_embeddings":512}
        """;

    [Fact]
    public void Absent_keys_take_the_published_defaults()
    {
        var config = Parse("{}");

        Assert.Equal(16, config.HeadDim);
        Assert.Equal(1e-6f, config.NormEpsilon);
        Assert.Equal(new RotaryScaling(10_000), config.Rotary);
        Assert.Equal([null, null, null, null], config.Windows);
        Assert.True(config.QkvBias);
        Assert.False(config.TiesEmbeddings || config.AttentionOutputBias || config.MlpBias);
        Assert.Null(config.Labels);
        Assert.Equal(128, Parse("""{"model_type":"qwen3"}""").HeadDim);
        Assert.Equal(4, Parse("""{"num_key_value_heads":null}""").KvHeads);
    }

    [Theory]
    [InlineData("""{"rope_theta":5e5,"rope_scaling":null}""")]
    [InlineData("""{"rope_theta":5e5,"rope_scaling":{"rope_type":"default"}}""")]
    [InlineData("""{"rope_parameters":{"rope_theta":500000,"rope_type":"default"}}""")]
    [InlineData("""{"rope_parameters":{"rope_theta":500000,"rope_type":"default"},"rope_scaling":{"type":"default"},"rope_theta":5e5}""")]
    public void Rotary_base_is_read_in_every_layout(string changes) => Assert.Equal(new RotaryScaling(500_000), Parse(changes).Rotary);

    [Theory]
    [InlineData("""{"rope_scaling":{"type":"linear","factor":4}}""")]
    [InlineData("""{"rope_parameters":{"rope_type":"linear","factor":4.0,"rope_theta":10000.0}}""")]
    public void Linear_scaling_is_read_under_its_old_and_new_name(string changes) =>
        Assert.Equal(new RotaryScaling(10_000, "linear", 4), Parse(changes).Rotary);

    // Window 8, four layers; "8" for a layer with a window, "-" for one without.
    [Theory]
    [InlineData("""{"sliding_window":8}""", "----")]
    [InlineData("""{"sliding_window":8,"use_sliding_window":false,"max_window_layers":0}""", "----")]
    [InlineData("""{"sliding_window":8,"use_sliding_window":true}""", "----")]
    [InlineData("""{"sliding_window":8,"use_sliding_window":true,"max_window_layers":2}""", "--88")]
    [InlineData("""{"sliding_window":8,"use_sliding_window":true,"layer_types":["sliding_attention","full_attention","full_attention","sliding_attention"]}""", "8--8")]
    [InlineData("""{"sliding_window":8,"use_sliding_window":false,"layer_types":["sliding_attention","full_attention","full_attention","sliding_attention"]}""", "----")]
    [InlineData("""{"sliding_window":null,"use_sliding_window":true,"max_window_layers":0}""", "----")]
    [InlineData("""{"model_type":"qwen3","sliding_window":8,"use_sliding_window":true,"max_window_layers":3}""", "---8")]
    [InlineData("""{"model_type":"mistral","sliding_window":8}""", "8888")]
    [InlineData("""{"model_type":"mistral","sliding_window":null}""", "----")]
    [InlineData("""{"model_type":"llama","sliding_window":null}""", "----")]
    public void Windows_follow_the_family_s_rules(string changes, string expected) =>
        Assert.Equal(expected, string.Concat(Parse(changes).Windows.Select(w => w is null ? "-" : $"{w}")));

    [Fact]
    public void Mistral_without_the_key_has_its_published_window() =>
        Assert.Equal([4096, 4096, 4096, 4096], Parse("""{"model_type":"mistral"}""").Windows);

    [Fact]
    public void Biases_follow_the_family()
    {
        var llama = Parse("""{"model_type":"llama","attention_bias":true,"mlp_bias":true}""");
        Assert.True(llama.QkvBias && llama.AttentionOutputBias && llama.MlpBias);
        var mistral = Parse("""{"model_type":"mistral"}""");
        Assert.False(mistral.QkvBias || mistral.AttentionOutputBias || mistral.MlpBias);
        Assert.False(Parse("""{"model_type":"qwen3"}""").QkvBias);
    }

    [Theory]
    [InlineData("""{"model_type":null}""", "model_type")]
    [InlineData("""{"model_type":"bert"}""", "'bert'")]
    [InlineData("""{"architectures":[]}""", "architectures")]
    [InlineData("""{"architectures":"Qwen2ForCausalLM"}""", "architectures")]
    [InlineData("""{"hidden_size":null}""", "hidden_size")]
    [InlineData("""{"hidden_size":"64"}""", "hidden_size")]
    [InlineData("""{"hidden_size":64.5}""", "hidden_size")]
    [InlineData("""{"hidden_size":0}""", "hidden_size")]
    [InlineData("""{"hidden_size":99999999999}""", "hidden_size")]
    [InlineData("""{"num_hidden_layers":1000000}""", "num_hidden_layers")]
    [InlineData("""{"num_key_value_heads":3}""", "num_key_value_heads")]
    [InlineData("""{"num_attention_heads":6,"num_key_value_heads":6}""", "num_attention_heads")]
    [InlineData("""{"head_dim":15}""", "head_dim")]
    [InlineData("""{"head_dim":1026}""", "head_dim")]
    [InlineData("""{"hidden_size":8192}""", "head_dim")]
    [InlineData("""{"hidden_act":"gelu"}""", "'gelu'")]
    [InlineData("""{"rms_norm_eps":-1}""", "rms_norm_eps")]
    [InlineData("""{"rope_theta":0}""", "rope_theta")]
    [InlineData("""{"rope_scaling":{"rope_type":"yarn","factor":4}}""", "'yarn'")]
    [InlineData("""{"rope_scaling":{"type":"dynamic","factor":4}}""", "'dynamic'")]
    [InlineData("""{"rope_scaling":{"factor":4}}""", "rope_scaling.rope_type")]
    [InlineData("""{"rope_scaling":{"type":"linear"}}""", "rope_scaling.factor")]
    [InlineData("""{"rope_scaling":{"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4}}""", "original_max_position_embeddings")]
    [InlineData("""{"rope_scaling":{"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4,"original_max_position_embeddings":8}}""", "high_freq_factor")]
    [InlineData("""{"rope_parameters":{"full_attention":{"rope_type":"default"}}}""", "rope_parameters.rope_type")]
    [InlineData("""{"rope_parameters":{"rope_type":"default"},"rope_scaling":{"type":"linear","factor":2}}""", "disagree")]
    [InlineData("""{"rope_parameters":{"rope_type":"default","partial_rotary_factor":0.5}}""", "partial_rotary_factor")]
    [InlineData("""{"partial_rotary_factor":0.5}""", "partial_rotary_factor")]
    [InlineData("""{"quantization_config":{}}""", "quantization_config")]
    [InlineData("""{"layer_types":["full_attention"]}""", "layer_types")]
    [InlineData("""{"layer_types":["full_attention","chunked_attention","full_attention","full_attention"]}""", "'chunked_attention'")]
    [InlineData("""{"model_type":"llama","sliding_window":8}""", "sliding_window")]
    [InlineData("""{"tie_word_embeddings":"yes"}""", "tie_word_embeddings")]
    [InlineData("""{"id2label":["a"]}""", "id2label")]
    public void Unsupported_or_malformed_key_is_refused_by_name(string changes, string named) =>
        CheckpointFiles.AssertRefused(() => Parse(changes), "config.json", named);

    [Theory]
    [InlineData("default", 1, 0.056234132519034908)]
    [InlineData("linear", 4, 0.014058533129758727)]
    public void Frequencies_are_powers_of_the_base_over_the_factor(string type, double factor, double expected)
    {
        var frequencies = RotaryTables.Frequencies(new RotaryScaling(10_000, type, factor), 32);

        Assert.Equal(16, frequencies.Length);
        // 10000^(-2 * 5 / 32) = 10^-1.25
        Assert.Equal(expected, frequencies[5], 1e-15);
    }

    [Fact]
    public void Llama3_frequencies_keep_short_waves_and_stretch_long_ones()
    {
        var plain = RotaryTables.Frequencies(new RotaryScaling(500_000), 128);
        var scaled = RotaryTables.Frequencies(new RotaryScaling(500_000, "llama3", 8, 1, 4, 8192), 128);

        for (var i = 0; i < plain.Length; i++)
        {
            var wave = 2 * Math.PI / plain[i];
            if (wave < 8192 / 4.0)
                Assert.Equal(plain[i], scaled[i], 1e-15);
            else if (wave > 8192)
                Assert.Equal(plain[i] / 8, scaled[i], 1e-15);
            else
                Assert.InRange(scaled[i], plain[i] / 8, plain[i]);
        }

        // Pair 32: wave 4442.88, smooth (8192/4442.88 - 1)/3 = 0.281282; (1 - s) f / 8 + s f with f = 1/sqrt(500000).
        Assert.Equal((((1 - 0.28128) / 8) + 0.28128) / Math.Sqrt(500_000), scaled[32], 1e-8);
    }

    [Fact]
    public void Tables_hold_cosines_and_sines_of_position_times_frequency()
    {
        var (cosines, sines) = RotaryTables.Compute(new RotaryScaling(10_000), 4, 50);

        Assert.Equal(100, cosines.Length);
        Assert.Equal(((float)Math.Cos(49), (float)Math.Sin(49)), (cosines[98], sines[98]));
        Assert.Equal(((float)Math.Cos(0.49), (float)Math.Sin(0.49)), (cosines[99], sines[99]));
        Assert.Equal((1f, 0f), (cosines[0], sines[1]));
    }

    [Fact]
    public void Mutated_config_is_read_or_refused_with_the_one_exception()
    {
        using var folder = new TemporaryFolder();
        var valid = JsonSerializer.SerializeToUtf8Bytes(Merge("""{"rope_scaling":{"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4,"original_max_position_embeddings":8},"use_sliding_window":true,"sliding_window":8,"id2label":{"0":"a"}}"""));
        Mutations.Of(valid).Sample(
            json =>
            {
                var path = Directory.CreateDirectory(folder[Guid.NewGuid().ToString("N")]).FullName;
                File.WriteAllBytes(Path.Combine(path, "config.json"), json);
                try
                {
                    var config = ConfigReader.Read(new CheckpointFolder(path));
                    return config.Windows.Count == config.Layers && config.Heads % config.KvHeads == 0 && config.HeadDim % 2 == 0;
                }
                catch (CheckpointException)
                {
                    return true;
                }
                finally
                {
                    Directory.Delete(path, recursive: true);
                }
            },
            iter: 4_000);
    }

    private static DecoderConfig Parse(string changes)
    {
        using var document = JsonDocument.Parse(Merge(changes).ToJsonString());
        return ConfigReader.Parse(document.RootElement);
    }

    private static JsonObject Merge(string changes)
    {
        var json = JsonNode.Parse(Base)!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(changes)!.AsObject())
            json[key] = value?.DeepClone();
        return json;
    }
}
