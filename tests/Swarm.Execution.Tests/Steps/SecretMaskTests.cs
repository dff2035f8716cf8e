using System.Text;
using Swarm.Core.Digests;

namespace Swarm.Execution.Tests.Steps;

/// <summary>A secret is in no log, however the step writes it.</summary>
public sealed class SecretMaskTests
{
    private const string Secret = "s3cr3t-value-of-the-step";

    [Theory]
    [InlineData("printf '%s' \"$S\"", "***")]
    [InlineData("echo \"a $S b\"", "a *** b\n")]
    [InlineData("echo \"$S$S\"", "***\n")]
    [InlineData("printf 's3cr3t-'; sleep 0.2; printf 'value-of-'; sleep 0.2; echo the-step", "***\n")]
    [InlineData("echo s3cr3t-; echo value-of-the-step", "***\n***\n")]
    [InlineData("printf 's3cr3t\\r\\n-value-of-the-step\\n'", "***\r\n***\n")]
    [InlineData("echo $S | fold -w 1 | tr -d '\\n'", "***")]
    [InlineData("echo s3cr3t-value-of-the-ste", "s3cr3t-value-of-the-ste\n")]
    [InlineData("echo s3cs3cr3t-value-of-the-step", "s3c***\n")]
    [InlineData("printf 's3cr3t-value'", "s3cr3t-value")]
    [InlineData("echo \"$S\" >&2", "***\n")]
    public async Task A_secret_is_masked_however_it_is_written(string script, string log)
    {
        using var scene = new StepScene();
        scene.Environment["S"] = Secret;
        scene.Options = scene.Options with { Secrets = [Secret] };
        var outcome = await scene.ShellAsync(script);
        Assert.Equal(log, scene.Log);
        Assert.Equal(Digest.Compute(Encoding.UTF8.GetBytes(log)), outcome.LogDigest);
        Assert.Equal(log.Length, outcome.LogBytes);
    }

    [Fact]
    public async Task Each_line_of_a_secret_of_several_is_masked_and_what_is_short_is_not()
    {
        using var scene = new StepScene();
        scene.Environment["S"] = "first line of it\nend\nlast line of it";
        scene.Options = scene.Options with { Secrets = [scene.Environment["S"], "short"] };
        await scene.ShellAsync("echo 'last line of it'; echo end; echo 'a short word'; echo \"$S\" | tr '\\n' ' '; echo; echo \"$S\"");
        Assert.Equal("***\nend\na short word\n*** end *** \n***\n***\n***\n", scene.Log);
    }

    [Fact]
    public async Task Secrets_that_overlap_are_masked_whole()
    {
        using var scene = new StepScene();
        scene.Options = scene.Options with { Secrets = ["abcdefgh", "efghijkl", "bcdefg-and-more"] };
        await scene.ShellAsync("echo 1abcdefghijkl2; echo abcdefg-and-more; echo abcdefg-and-les");
        Assert.Equal("1***2\na***\nabcdefg-and-les\n", scene.Log);
    }

    // Random texts over few letters, so that beginnings, failures and overlaps are many, against a search of each secret by itself.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_masked_is_what_a_plain_search_finds(int seed)
    {
        using var scene = new StepScene("dd");
        var random = new Random(seed);
        string[] secrets = [.. Enumerable.Range(0, 3).Select(_ => Text(random, random.Next(6, 10), "ab"))];
        var text = Text(random, 10_000, "aabb\n");
        scene.Write("text", text);
        scene.Options = scene.Options with { Secrets = secrets };
        await scene.ShellAsync("dd if=text bs=7 2>/dev/null");
        Assert.Equal(MaskPlainly(text, secrets), scene.Log);
    }

    private static string Text(Random random, int length, string letters) => string.Concat(Enumerable.Range(0, length).Select(_ => letters[random.Next(letters.Length)]));

    private static string MaskPlainly(string text, string[] secrets)
    {
        int[] places = [.. Enumerable.Range(0, text.Length).Where(index => text[index] != '\n')];
        var joined = string.Concat(places.Select(index => text[index]));
        var isSecret = new bool[text.Length];
        foreach (var secret in secrets)
        {
            for (var at = joined.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = joined.IndexOf(secret, at + 1, StringComparison.Ordinal))
            {
                foreach (var place in places.Skip(at).Take(secret.Length))
                    isSecret[place] = true;
            }
        }

        var masked = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
            masked.Append(!isSecret[index] ? text[index] : index > 0 && isSecret[index - 1] ? string.Empty : "***");

        return masked.ToString();
    }
}
