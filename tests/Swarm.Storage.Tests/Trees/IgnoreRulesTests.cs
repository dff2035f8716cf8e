using Swarm.Storage.Tests.Support;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Tests.Trees;

public sealed class IgnoreRulesTests
{
    private static readonly string[] Files =
    [
        "a.log", "b.txt", "build/out.o", "build/keep.txt", "src/build/x.o", "src/main.c", "src/main.o", "src/deep/er/x.log", "foo", "foobar", "doc/foo/bar",
        "doc/a/b/c.md", "doc/c.md", "#hash", "!bang", "space ", "x/y/z/q", "x/q", "A.LOG", "[ab]", "c1", "c2", "ca", "c-", "c]", "tab\tbed", "star*name", "x/build", "back\\slash", "q?", "caf.é", "dir/file", "dir2/file", "a/b/foo/c", "a/foo/c",
    ];

    public static TheoryData<string> Patterns =>
    [
        "*.log", "/a.log", "build", "build/", "/build/", "src/build", "**/build", "build/**", "**/x.log", "src/**/x.log", "doc/*", "doc/**/c.md", "foo", "foo*", "/foo",
        "doc/foo", "\\#hash", "\\!bang", "#hash", "x/**/q", "x/*/q", "?.log", "[ab].*", "c[0-9]", "c[!0-9]", "c[^0-9]", "\\[ab\\]", "c[a\\-]", "c[]]", "c[0-", "star\\*name", "*", "*\n!src",
        "*\n!*/\n!*.c", "build\n!build/keep.txt", "build/*\n!build/keep.txt", "*.log\n!a.log", "!a.log\n*.log", "foo/", "**", "**/", "/**", "a/**/c", "**/foo/**", "dir*/", "space\\ ", "foo   ",
        "*.é", "q\\?", "back\\\\slash", "dir/", "a**b", "d*r", "**foo", "doc/**", "src/*.o", "src/m*n.?", "\\a.log", "x/", "[!a]*", "tab*", "c[[:digit:]]", "c[[:alpha:]]", "c[]-]", "[!a-z]*", "x[.-9]q", "c[a-]", "c[[:nope:]]", "c[[:]2", "[[:]", "[ab[:]*", "[[::]]", "[a-", "c[9-0]", "!", "/", "\\", "[", "[]", "/*\n!/src\n/src/*\n!/src/main.c",
    ];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Patterns_leave_out_what_git_leaves_out(string patterns)
    {
        Tool.Require("git");
        using var folder = new TemporaryFolder();
        foreach (var file in Files)
        {
            Tree.Write(folder.Path, file, "x");
        }

        Tool.Run("git", folder.Path, "init", "-q");
        File.WriteAllText(folder[".gitignore"], patterns + "\n");
        File.WriteAllText(folder[TreeScanner.IgnoreFile], patterns + "\n");
        var kept = Tool.Run("git", folder.Path, "-c", "core.quotePath=false", "-c", "core.excludesFile=/dev/null", "ls-files", "-z", "--others", "--exclude-standard").Output
            .Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(IsOwn).Order(StringComparer.Ordinal);

        var scanned = TreeScanner.Scan(folder.Path, IgnoreRules.Load(folder.Path))
            .Where(entry => entry.Status.Kind == EntryKind.File).Select(entry => entry.Path).Where(IsOwn).Order(StringComparer.Ordinal);

        Assert.Equal(kept, scanned);
    }

    private static bool IsOwn(string path) => !path.StartsWith(".git", StringComparison.Ordinal) && path != TreeScanner.IgnoreFile;

    [Fact]
    public void A_link_to_a_list_in_the_workspace_is_read()
    {
        using var folder = new TemporaryFolder();
        Tree.Write(folder.Path, "rules/.gitignore", "*.log\r\nbuild/\n");
        Directory.CreateDirectory(folder["rules/deep"]);
        File.CreateSymbolicLink(folder["rules/deep/up"], "../.gitignore");
        File.CreateSymbolicLink(folder[TreeScanner.IgnoreFile], "rules/deep/up");

        var rules = IgnoreRules.Load(folder.Path);

        Assert.True(rules.Excludes("a.log", isDirectory: false));
        Assert.True(rules.Excludes("build", isDirectory: true));
        Assert.False(rules.Excludes("a.txt", isDirectory: false));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("large")]
    [InlineData("binary")]
    [InlineData("out")]
    [InlineData("absolute")]
    [InlineData("through")]
    [InlineData("dangling")]
    [InlineData("loop")]
    public void A_list_that_cannot_be_read_is_refused(string kind)
    {
        using var folder = new TemporaryFolder();
        var work = folder.Make("work");
        var list = Path.Combine(work, TreeScanner.IgnoreFile);
        Tree.Write(folder.Path, "outside/list", "*.log\n");
        switch (kind)
        {
            case "folder":
                Directory.CreateDirectory(list);
                break;
            case "large":
                File.WriteAllText(list, new string('#', (1024 * 1024) + 1));
                break;
            case "binary":
                File.WriteAllBytes(list, [(byte)'*', 0xff, (byte)'\n']);
                break;
            case "out":
                File.CreateSymbolicLink(list, "../outside/list");
                break;
            case "absolute":
                File.CreateSymbolicLink(list, folder["outside/list"]);
                break;
            case "through":
                Directory.CreateSymbolicLink(Path.Combine(work, "door"), "../outside");
                File.CreateSymbolicLink(list, "door/list");
                break;
            case "dangling":
                File.CreateSymbolicLink(list, "nowhere");
                break;
            default:
                File.CreateSymbolicLink(list, "other");
                File.CreateSymbolicLink(Path.Combine(work, "other"), TreeScanner.IgnoreFile);
                break;
        }

        var exception = Assert.Throws<Core.Errors.SwarmException>(() => IgnoreRules.Load(work));
        Assert.Equal(Core.Errors.ErrorCode.WorkspaceInvalid, exception.ErrorCode);
        Assert.Contains(kind == "large" ? "more than" : TreeScanner.IgnoreFile, exception.Message, StringComparison.Ordinal);
    }
}
