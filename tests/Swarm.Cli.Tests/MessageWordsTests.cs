using System.Text.RegularExpressions;
using Swarm.Cli.Tests.Support;
using Swarm.Tests;

namespace Swarm.Cli.Tests;

/// <summary>What the command says names its own commands and options, and those are there.</summary>
public sealed partial class MessageWordsTests : IDisposable
{
    private readonly Scene _scene = new();

    [Fact]
    public void No_message_names_a_cmdlet() => Assert.DoesNotContain(
        CompiledTexts.Of(Scene.Program).Concat(CompiledTexts.OfEngine(AppContext.BaseDirectory)), text => !CompiledTexts.IsNoMessage(text) && CompiledTexts.OfCmdlets().IsMatch(text));

    [Fact]
    public void Every_command_and_option_that_a_message_names_is_there()
    {
        var texts = CompiledTexts.OfEngine(AppContext.BaseDirectory).Where(text => !CompiledTexts.IsNoMessage(text)).ToArray();
        var lines = texts.SelectMany(text => Line().Matches(text).Select(match => match.Groups["line"].Value.Trim())).Distinct().ToArray();
        Assert.True(lines.Length > 5);
        foreach (var line in lines)
        {
            var path = line.Split(' ').TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal)).ToArray();
            var help = _scene.Run([.. path, "--help"]).Expect(0).Output;
            Assert.All(line.Split(' ').Skip(path.Length).Where(word => word.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains($"  {option}", help, StringComparison.Ordinal));
        }
    }

    public void Dispose() => _scene.Dispose();

    [GeneratedRegex(@"'swarm (?<line>[a-z][a-z -]*)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Line();
}
