using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Rules;

/// <summary>A name that could be spelled in a second way is refused, so that it means the same whatever tables a system has.</summary>
public sealed class HostSpellingTests
{
    [Theory]
    [InlineData("aĳb")]
    [InlineData("aŀb")]
    [InlineData("ŉa")]
    [InlineData("paſs")]
    [InlineData("ǆ")]
    [InlineData("Ǆ")]
    [InlineData("ǳ")]
    [InlineData("straße")]
    [InlineData("STRAẞE")]
    [InlineData("λόγος")]
    [InlineData("ϐ")]
    [InlineData("ϴ")]
    [InlineData("ϲ")]
    [InlineData("և")]
    [InlineData("\u212Belvin")]
    [InlineData("\u212Aelvin")]
    [InlineData("\u2126")]
    [InlineData("ﬁle")]
    [InlineData("ｗｗｗ")]
    [InlineData("①")]
    [InlineData("Ⅷ")]
    [InlineData("㎏")]
    [InlineData("𝐚")]
    [InlineData("ª")]
    [InlineData("µ")]
    [InlineData("a\u200Db")]
    [InlineData("a\u200Cb")]
    [InlineData("a\u00ADb")]
    [InlineData("a\uFE0Fb")]
    [InlineData("a\u200Bb")]
    [InlineData("e\u0301")]
    [InlineData("क\u093C")]
    [InlineData("\u0958")]
    [InlineData("ำ")]
    [InlineData("ຳ")]
    [InlineData("ໜ")]
    [InlineData("ཀྵ")]
    [InlineData("ᾳ")]
    [InlineData("\u1F71")]
    [InlineData("ꭰ")]
    [InlineData("Ꭰ")]
    [InlineData("〶")]
    [InlineData("ゟ")]
    [InlineData("ヿ")]
    [InlineData("\uF900")]
    [InlineData("a。b")]
    [InlineData("a．b")]
    [InlineData("İ")]
    [InlineData("ı\u0307")]
    public async Task A_name_with_a_second_spelling_is_refused(string label)
    {
        Assert.Equal("malformed", await Judging.JudgeAsync($"{label}.example", 443, Judging.Resolving("8.8.8.8"), new EgressRules()));
        Assert.Equal(Core.Errors.ErrorCode.PolicyInvalid, Assert.Throws<Core.Errors.SwarmException>(new EgressRules { Hosts = [$"{label}.example"] }.Validate).ErrorCode);
    }

    // Every character that is accepted means to Node's URL parser (UTS 46, nontransitional) what it means here.
    [Fact]
    public async Task Every_character_that_is_accepted_has_one_meaning()
    {
        var node = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(node is not null, "There is no 'node' on the PATH to compare with.");
        var accepted = new List<(string Host, string Name)>();
        var resolver = new ScriptedResolver([IPAddress.Parse("8.8.8.8")]);
        var options = new DirectRouteOptions { Resolver = resolver, LocalNetworks = Judging.Nowhere };
        for (var code = 0x80; code <= 0x10FFFF; code++)
        {
            if (!Rune.IsValid(code) || Rune.GetUnicodeCategory(new Rune(code)) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
            {
                continue;
            }

            var host = $"{new Rune(code)}.example";
            if (await Judging.JudgeAsync(host, 443, options, new EgressRules()) == "allowed")
            {
                accepted.Add((host, resolver.Names.Last()));
            }
        }

        Assert.InRange(accepted.Count, 100_000, 200_000);
        var folder = Directory.CreateTempSubdirectory("swarm-names-");
        try
        {
            var (hosts, names, script) = (Path.Combine(folder.FullName, "hosts"), Path.Combine(folder.FullName, "names"), Path.Combine(folder.FullName, "names.js"));
            await File.WriteAllLinesAsync(hosts, accepted.Select(pair => pair.Host), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(script, """
                const fs = require('fs'), url = require('url');
                const hosts = fs.readFileSync(process.argv[2], 'utf8').trim().split('\n');
                fs.writeFileSync(process.argv[3], hosts.map(host => url.domainToASCII(host)).join('\n'));
                """, TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(node!, [script, hosts, names]))!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            var said = await File.ReadAllLinesAsync(names, TestContext.Current.CancellationToken);

            // An empty answer is a refusal, by a rule for whole labels.
            var others = accepted.Zip(said).Where(pair => pair.Second.Length > 0 && pair.Second != pair.First.Name)
                .Select(pair => $"{pair.First.Host} ({(int)pair.First.Host.EnumerateRunes().First().Value:x}): {pair.First.Name}, not {pair.Second}");
            Assert.Empty(others);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
