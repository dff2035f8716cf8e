namespace Swarm.Workflows.Runner.Expressions;

/// <summary>What expressions can name at one place of a workflow. Texts and truths.</summary>
internal interface IExpressionContext
{
    /// <summary>The value of a name with its dots; an error where it is not known.</summary>
    object Read(string name);

    /// <summary>The value of a function without arguments; an error where it is not known.</summary>
    object Call(string function);
}
