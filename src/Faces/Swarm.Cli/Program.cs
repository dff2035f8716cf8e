using Swarm.Cli.CommandLine;

namespace Swarm.Cli;

/// <summary>The <c>swarm</c> command.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        // Before anything else is loaded: this one answer is to be as quick as a program can be.
        if (arguments is ["--version"])
        {
            Console.WriteLine(AppContext.GetData("Swarm.Version"));
            return 0;
        }

        return Entry.Run(arguments);
    }
}
