using Swarm.Storage.Trees;

namespace Swarm.Storage.Tests.Trees;

public sealed class PathRulesTests
{
    [Theory]
    [InlineData("a"), InlineData("a/b/c.txt"), InlineData(".hidden"), InlineData("space in"), InlineData("ünï/日本"), InlineData("com10"), InlineData("console"), InlineData("a..b"), InlineData("...a")]
    public void Plain_paths_pass(string path) => Assert.Null(PathRules.Refuse(path));

    [Theory]
    [InlineData(""), InlineData("/a"), InlineData("a//b"), InlineData("a/"), InlineData("."), InlineData(".."), InlineData("a/../b"), InlineData("a/./b"), InlineData("../a")]
    [InlineData("a\\b"), InlineData("C:"), InlineData("a:stream"), InlineData("a\0b"), InlineData("a\nb"), InlineData("a\u007fb")]
    [InlineData("a<b"), InlineData("a>b"), InlineData("a\"b"), InlineData("a|b"), InlineData("a?b"), InlineData("a*b")]
    [InlineData("trailing."), InlineData("trailing "), InlineData("dir./file")]
    [InlineData("CON"), InlineData("con.txt"), InlineData("x/NUL"), InlineData("aux"), InlineData("Com1.log"), InlineData("lpt9"), InlineData("CONIN$"), InlineData("nul .txt"), InlineData("COM¹"), InlineData("lpt³.x")]
    public void Paths_that_another_system_reads_otherwise_are_refused(string path) => Assert.NotNull(PathRules.Refuse(path));

    [Fact]
    public void Long_names_and_paths_are_refused()
    {
        Assert.Null(PathRules.Refuse(new string('a', 255)));
        Assert.NotNull(PathRules.Refuse(new string('a', 256)));
        Assert.NotNull(PathRules.Refuse(new string('ä', 128)));
        Assert.NotNull(PathRules.Refuse(string.Join('/', Enumerable.Repeat("abcdefgh", 500))));
        Assert.NotNull(PathRules.Refuse("half\ud800"));
    }

    [Theory]
    [InlineData("dot."), InlineData("con.txt"), InlineData("d/nul"), InlineData("space "), InlineData("d./f")]
    public void Names_that_Windows_reads_as_others_are_refused_where_it_is_Windows(string path)
    {
        Assert.NotNull(PathRules.RefuseHere(path, @"\\?\C:\w\" + path, isWindows: true));
        Assert.Null(PathRules.RefuseHere(path, "/w/" + path, isWindows: false));
    }

    [Fact]
    public void Paths_that_could_not_be_restored_are_refused_where_they_are()
    {
        var path = string.Concat(Enumerable.Repeat("abcdefg/", 380)) + "f";
        Assert.Null(PathRules.RefuseHere(path, "/" + path, isWindows: false));
        Assert.NotNull(PathRules.RefuseHere("abcdefg/abcdefg/abcdefg/abcdefg/" + path, "/w", isWindows: false));
        Assert.NotNull(PathRules.RefuseHere(path, $"/{new string('w', 1100)}/{path}", isWindows: false));
    }

    [Fact]
    public void Targets_that_no_link_can_have_are_refused()
    {
        Assert.Null(PathRules.RefuseTarget("../anything at all: even \n"));
        Assert.Null(PathRules.RefuseTarget(new string('x', 4095)));
        Assert.All(["", "a\0b", "half\udc00", new string('x', 4096), new string('ä', 2048)], target => Assert.NotNull(PathRules.RefuseTarget(target)));
    }

    [Theory]
    [InlineData("a", "A"), InlineData("x/É", "x/é"), InlineData("é", "e\u0301"), InlineData("x/Å/y", "x/A\u030A/y"), InlineData("가", "\u1100\u1161"), InlineData("각", "\u1100\u1161\u11A8"), InlineData("Ω", "ω"), InlineData("ệ", "e\u0302\u0323")]
    public void Paths_that_a_file_system_may_fold_together_clash(string first, string second)
    {
        Assert.NotNull(PathRules.FindClash([first, "other", second]));
        Assert.NotNull(PathRules.FindClash([second, first]));
    }

    [Fact]
    public void Paths_that_only_look_alike_do_not_clash()
    {
        Assert.Null(PathRules.FindClash(["a", "b", "é", "è", "ê", "日本", "日木", "x/a", "x_a", "e"]));
        Assert.Null(PathRules.FindClash(["e\u0301", "e", "x"]));
    }

    [Theory]
    [InlineData("l", "a"), InlineData("l", "./a/b"), InlineData("d/l", "../a"), InlineData("d/e/l", "../../a/b"), InlineData("d/l", ".."), InlineData("l", "."), InlineData("l", "a/b/../c", true)]
    [InlineData("l", "..", true), InlineData("l", "/etc/passwd", true), InlineData("l", "\\server\\share", true), InlineData("l", "C:/x", true), InlineData("d/l", "../../a", true), InlineData("l", "a/../../b", true), InlineData("l", "", true), InlineData("d/l", "..\\..\\a", true)]
    public void Links_that_may_lead_out_are_told(string path, string target, bool leadsOut = false) => Assert.Equal(leadsOut, PathRules.LeadsOut(path, target));

    [Fact]
    public void A_way_out_over_another_link_is_told()
    {
        // d/up leads to the top; d/l seems to stay inside and would lead two folders above it.
        Assert.False(PathRules.LeadsOut("d/up", ".."));
        Assert.True(PathRules.LeadsOut("d/l", "up/../.."));
    }

    [Fact]
    public void Paths_sort_by_their_bytes()
    {
        string[] paths = ["a", "a.b", "a/b", "ab", "é", "\uE000", "\uFFFF", "𐀀", "🐝"];
        Assert.Equal(paths, paths.Reverse().Order(PathOrder.Instance));
        Assert.Equal(paths, paths.OrderBy(path => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(path)), StringComparer.Ordinal));
    }
}
