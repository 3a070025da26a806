<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>CanvasSurface</name>
        <message>
            <source>Canvas</source>
            <translation>画布</translation>
        </message>
        <message>
            <source>The network as nodes and wires. Arrow keys walk along the wires.</source>
            <translation>由节点和连线组成的网络。方向键沿连线移动。</translation>
        </message>
        <message>
            <source>Drag a layer here, press Space to search, or open an example.</source>
            <translation>把层拖到这里，按空格键搜索，或打开一个示例。</translation>
        </message>
    </context>
    <context>
        <name>Charts</name>
        <message>
            <source>Loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>Accuracy</source>
            <translation>准确率</translation>
        </message>
        <message>
            <source>this batch</source>
            <translation>本批</translation>
        </message>
        <message>
            <source>training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>run {number}</source>
            <translation>运行 {number}</translation>
        </message>
        <message>
            <source>epoch {number}</source>
            <translation>第 {number} 轮</translation>
        </message>
        <message>
            <source>step {step}, epoch {epoch}</source>
            <translation>第 {step} 步，第 {epoch} 轮</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>accuracy</source>
            <translation>准确率</translation>
        </message>
    </context>
    <context>
        <name>CodeView</name>
        <message>
            <source>Target</source>
            <translation>目标</translation>
        </message>
        <message>
            <source>Copy the code</source>
            <translation>复制代码</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>代码</translation>
        </message>
    </context>
    <context>
        <name>Dock</name>
        <message>
            <source>Steps and training</source>
            <translation>单步与训练</translation>
        </message>
        <message>
            <source>Open in a window of its own</source>
            <translation>在独立窗口中打开</translation>
        </message>
        <message>
            <source>Fold</source>
            <translation>折叠</translation>
        </message>
        <message>
            <source>Unfold</source>
            <translation>展开</translation>
        </message>
        <message>
            <source>This page is open in a window of its own.</source>
            <translation>这一页已在独立窗口中打开。</translation>
        </message>
    </context>
    <context>
        <name>ExportDialog</name>
        <message>
            <source>Export code</source>
            <translation>导出代码</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Overwrite files that are in the way</source>
            <translation>覆盖已有的文件</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Readable Python with its weights beside it. It is run against the canvas before it is handed over, and the largest difference is reported.</source>
            <translation>易读的 Python 代码，权重放在旁边。交付之前会与画布对照运行，并报告最大差值。</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>选择…</translation>
        </message>
        <message>
            <source>Export to</source>
            <translation>导出到</translation>
        </message>
        <message>
            <source>Exporting…</source>
            <translation>正在导出…</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
    </context>
    <context>
        <name>Facts</name>
        <message>
            <source>Output</source>
            <translation>输出</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数</translation>
        </message>
        <message>
            <source>Multiply-adds</source>
            <translation>乘加次数</translation>
        </message>
        <message>
            <source>per sample</source>
            <translation>每个样本</translation>
        </message>
    </context>
    <context>
        <name>FormulaLabel</name>
        <message>
            <source>Formula</source>
            <translation>公式</translation>
        </message>
    </context>
    <context>
        <name>Header</name>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>The name in the exported code. Click to change it.</source>
            <translation>导出代码中的名称。点击可修改。</translation>
        </message>
    </context>
    <context>
        <name>IndexField</name>
        <message>
            <source>Index {name}</source>
            <translation>索引 {name}</translation>
        </message>
        <message>
            <source>Which {name} is shown: wheel, arrow keys</source>
            <translation>显示哪个 {name}：用滚轮或方向键</translation>
        </message>
    </context>
    <context>
        <name>InferredField</name>
        <message>
            <source>from wire</source>
            <translation>由连线决定</translation>
        </message>
        <message>
            <source>Take it from the wire again</source>
            <translation>重新由连线决定</translation>
        </message>
        <message>
            <source>Comes from the wire. Click to set it by hand.</source>
            <translation>由连线决定。点击可手动设置。</translation>
        </message>
    </context>
    <context>
        <name>Inspector</name>
        <message>
            <source>Inspector</source>
            <translation>检查器</translation>
        </message>
    </context>
    <context>
        <name>Minimap</name>
        <message>
            <source>Map of the network</source>
            <translation>网络缩略图</translation>
        </message>
    </context>
    <context>
        <name>NodePage</name>
        <message>
            <source>This node type is not known here. Its data is kept as it is.</source>
            <translation>此处不认识这个节点类型。它的数据原样保留。</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>Waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>forward</source>
            <translation>前向</translation>
        </message>
        <message>
            <source>backward</source>
            <translation>反向</translation>
        </message>
        <message>
            <source>update</source>
            <translation>更新</translation>
        </message>
        <message>
            <source>Step {0}, {1}</source>
            <translation>第 {0} 步，{1}</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>就绪</translation>
        </message>
    </context>
    <context>
        <name>NumberField</name>
        <message>
            <source>{0}: less</source>
            <translation>{0}：减小</translation>
        </message>
        <message>
            <source>{0}: more</source>
            <translation>{0}：增大</translation>
        </message>
        <message>
            <source>A whole number is needed.</source>
            <translation>需要整数。</translation>
        </message>
        <message>
            <source>A number is needed.</source>
            <translation>需要一个数。</translation>
        </message>
        <message>
            <source>At least {0}.</source>
            <translation>至少为 {0}。</translation>
        </message>
        <message>
            <source>At most {0}.</source>
            <translation>至多为 {0}。</translation>
        </message>
    </context>
    <context>
        <name>PairField</name>
        <message>
            <source>{0}, height</source>
            <translation>{0}，高</translation>
        </message>
        <message>
            <source>{0}, width</source>
            <translation>{0}，宽</translation>
        </message>
        <message>
            <source>One number for both sides</source>
            <translation>两边用同一个数</translation>
        </message>
        <message>
            <source>Height and width one by one</source>
            <translation>高和宽分别设置</translation>
        </message>
    </context>
    <context>
        <name>Palette</name>
        <message>
            <source>Palette</source>
            <translation>组件库</translation>
        </message>
        <message>
            <source>Search, 搜索</source>
            <translation>搜索 Search</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>空格</translation>
        </message>
        <message>
            <source>No node is called “{0}”. Nearest: {1}.</source>
            <translation>没有名为“{0}”的节点。相近的有：{1}。</translation>
        </message>
    </context>
    <context>
        <name>PaletteList</name>
        <message>
            <source>Node types</source>
            <translation>节点类型</translation>
        </message>
    </context>
    <context>
        <name>ParameterForm</name>
        <message>
            <source>{0} more</source>
            <translation>另有 {0} 项</translation>
        </message>
    </context>
    <context>
        <name>PhaseChip</name>
        <message>
            <source>Forward</source>
            <translation>前向</translation>
        </message>
        <message>
            <source>Backward</source>
            <translation>反向</translation>
        </message>
        <message>
            <source>Update</source>
            <translation>更新</translation>
        </message>
    </context>
    <context>
        <name>ProblemCard</name>
        <message>
            <source>expected</source>
            <translation>期望</translation>
        </message>
        <message>
            <source>actual</source>
            <translation>实际</translation>
        </message>
    </context>
    <context>
        <name>ProgressStrip</name>
        <message>
            <source>Training progress</source>
            <translation>训练进度</translation>
        </message>
        <message>
            <source>Starting the worker…</source>
            <translation>正在启动工作进程…</translation>
        </message>
        <message>
            <source>Epoch {epoch} of {epochs}</source>
            <translation>第 {epoch} 轮，共 {epochs} 轮</translation>
        </message>
        <message>
            <source>step {step} of {steps}</source>
            <translation>第 {step} 步，共 {steps} 步</translation>
        </message>
        <message>
            <source>elapsed {time}</source>
            <translation>已用 {time}</translation>
        </message>
        <message>
            <source>{time} per step</source>
            <translation>每步 {time}</translation>
        </message>
        <message>
            <source>{count} samples/s</source>
            <translation>{count} 样本/秒</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>finished</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>失败</translation>
        </message>
    </context>
    <context>
        <name>ProjectCommands</name>
        <message>
            <source>Open a project</source>
            <translation>打开项目</translation>
        </message>
        <message>
            <source>untitled</source>
            <translation>未命名</translation>
        </message>
        <message>
            <source>Save the project</source>
            <translation>保存项目</translation>
        </message>
        <message>
            <source>Revert</source>
            <translation>还原</translation>
        </message>
        <message>
            <source>Go back to “{0}” as it was saved? The changes since then are lost.</source>
            <translation>恢复到“{0}”上次保存的样子？此后的更改会丢失。</translation>
        </message>
        <message>
            <source>Unsaved changes</source>
            <translation>未保存的更改</translation>
        </message>
        <message>
            <source>this project</source>
            <translation>这个项目</translation>
        </message>
        <message>
            <source>Save the changes to “{0}” first?</source>
            <translation>先把更改保存到“{0}”吗？</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Saved {0}</source>
            <translation>已保存 {0}</translation>
        </message>
        <message>
            <source>Project file</source>
            <translation>项目文件</translation>
        </message>
        <message>
            <source>Projects (*{0});;All files (*)</source>
            <translation>项目 (*{0});;所有文件 (*)</translation>
        </message>
    </context>
    <context>
        <name>ProjectPage</name>
        <message>
            <source>The project's name. Click to change it.</source>
            <translation>项目的名称。点击可修改。</translation>
        </message>
        <message>
            <source>Untitled</source>
            <translation>未命名</translation>
        </message>
        <message>
            <source>{0} nodes selected</source>
            <translation>已选择 {0} 个节点</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>{0} nodes · {1} parameters</source>
            <translation>{0} 个节点 · {1} 个参数</translation>
        </message>
        <message>
            <source>Select a node to see its parameters and values.</source>
            <translation>选择一个节点，查看它的参数和数值。</translation>
        </message>
        <message>
            <source>Drag a layer onto the canvas, press Space to search, or open an example.</source>
            <translation>把层拖到画布上，按空格键搜索，或打开一个示例。</translation>
        </message>
        <message>
            <source>Empty</source>
            <translation>空</translation>
        </message>
        <message>
            <source>{0} to mend</source>
            <translation>{0} 处待修正</translation>
        </message>
        <message>
            <source>Sound</source>
            <translation>没有问题</translation>
        </message>
    </context>
    <context>
        <name>RunsModel</name>
        <message>
            <source>name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>optimizer</source>
            <translation>优化器</translation>
        </message>
        <message>
            <source>rate</source>
            <translation>学习率</translation>
        </message>
        <message>
            <source>steps</source>
            <translation>步数</translation>
        </message>
        <message>
            <source>lowest validation loss</source>
            <translation>最低验证损失</translation>
        </message>
        <message>
            <source>best accuracy</source>
            <translation>最高准确率</translation>
        </message>
        <message>
            <source>running</source>
            <translation>运行中</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>run {number}</source>
            <translation>运行 {number}</translation>
        </message>
        <message>
            <source>{done} of {total}</source>
            <translation>{done} / {total}</translation>
        </message>
    </context>
    <context>
        <name>RunsTable</name>
        <message>
            <source>Runs</source>
            <translation>运行记录</translation>
        </message>
    </context>
    <context>
        <name>Scrubber</name>
        <message>
            <source>Position in the steps</source>
            <translation>在各步中的位置</translation>
        </message>
        <message>
            <source>Forward</source>
            <translation>前向</translation>
        </message>
        <message>
            <source>Backward</source>
            <translation>反向</translation>
        </message>
        <message>
            <source>Update</source>
            <translation>更新</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>Before the first step</source>
            <translation>第一步之前</translation>
        </message>
    </context>
    <context>
        <name>Search</name>
        <message>
            <source>Add a node</source>
            <translation>添加节点</translation>
        </message>
        <message>
            <source>Add a node after this</source>
            <translation>在其后添加节点</translation>
        </message>
        <message>
            <source>Add a node before</source>
            <translation>在其前添加节点</translation>
        </message>
        <message>
            <source>Search actions</source>
            <translation>搜索操作</translation>
        </message>
        <message>
            <source>No fitting node is called “{0}”. Nearest: {1}.</source>
            <translation>没有名为“{0}”的合适节点。最接近的有：{1}。</translation>
        </message>
        <message>
            <source>No action is called “{0}”.</source>
            <translation>没有名为“{0}”的操作。</translation>
        </message>
    </context>
    <context>
        <name>SearchPopup</name>
        <message>
            <source>Hits</source>
            <translation>结果</translation>
        </message>
    </context>
    <context>
        <name>StatisticsTable</name>
        <message>
            <source>min</source>
            <translation>最小</translation>
        </message>
        <message>
            <source>mean</source>
            <translation>均值</translation>
        </message>
        <message>
            <source>max</source>
            <translation>最大</translation>
        </message>
        <message>
            <source>std</source>
            <translation>标准差</translation>
        </message>
        <message>
            <source>norm</source>
            <translation>范数</translation>
        </message>
        <message>
            <source>zero</source>
            <translation>零占比</translation>
        </message>
        <message>
            <source>Statistics</source>
            <translation>统计</translation>
        </message>
    </context>
    <context>
        <name>StatusBar</name>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Empty canvas</source>
            <translation>空画布</translation>
        </message>
        <message>
            <source>No problems</source>
            <translation>没有问题</translation>
        </message>
        <message>
            <source>1 problem: {0}</source>
            <translation>1 个问题：{0}</translation>
        </message>
        <message>
            <source>{0} problems: {1}</source>
            <translation>{0} 个问题：{1}</translation>
        </message>
        <message>
            <source>{0} nodes</source>
            <translation>{0} 个节点</translation>
        </message>
        <message>
            <source>{0} parameters</source>
            <translation>{0} 个参数</translation>
        </message>
        <message>
            <source>Not saved yet</source>
            <translation>尚未保存</translation>
        </message>
        <message>
            <source>Saved</source>
            <translation>已保存</translation>
        </message>
        <message>
            <source>Unsaved changes</source>
            <translation>有未保存的更改</translation>
        </message>
        <message>
            <source>Training…</source>
            <translation>正在训练…</translation>
        </message>
        <message>
            <source>Training is paused</source>
            <translation>训练已暂停</translation>
        </message>
        <message>
            <source>Stopping…</source>
            <translation>正在停止…</translation>
        </message>
    </context>
    <context>
        <name>StepDetail</name>
        <message>
            <source>Nothing has run yet. Step computes one operation on a real batch.</source>
            <translation>尚未运行。单步会在一批真实数据上计算一个运算。</translation>
        </message>
        <message>
            <source>Run once</source>
            <translation>运行一次</translation>
        </message>
        <message>
            <source>Gradients come back once the loss is known.</source>
            <translation>损失算出之后，梯度才会回传。</translation>
        </message>
        <message>
            <source>Its gradient passes through unchanged: no step is needed.</source>
            <translation>它的梯度原样通过：不需要单独一步。</translation>
        </message>
        <message>
            <source>No gradient flows back through this operation.</source>
            <translation>没有梯度经过这个运算回传。</translation>
        </message>
        <message>
            <source>No gradient has arrived yet. It comes in step {number} of {count}.</source>
            <translation>梯度尚未到达。它在第 {number} 步到来，共 {count} 步。</translation>
        </message>
        <message>
            <source>Go to step {number}</source>
            <translation>转到第 {number} 步</translation>
        </message>
        <message>
            <source>This step adds gradients; it has no forward operation.</source>
            <translation>这一步把梯度相加；它没有对应的前向运算。</translation>
        </message>
        <message>
            <source>recorded, step {number}</source>
            <translation>已记录，第 {number} 步</translation>
        </message>
        <message>
            <source>This update uses no gradient.</source>
            <translation>这次更新不使用梯度。</translation>
        </message>
    </context>
    <context>
        <name>StepperDock</name>
        <message>
            <source>Step {number} of {count}: {where}</source>
            <translation>第 {number} 步，共 {count} 步：{where}</translation>
        </message>
        <message>
            <source>batch {number}, before the first step</source>
            <translation>第 {number} 批，第一步之前</translation>
        </message>
        <message>
            <source>forward</source>
            <translation>前向</translation>
        </message>
        <message>
            <source>backward</source>
            <translation>反向</translation>
        </message>
        <message>
            <source>update</source>
            <translation>更新</translation>
        </message>
    </context>
    <context>
        <name>Studio</name>
        <message>
            <source>Steps</source>
            <translation>单步</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Values</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Gradient</source>
            <translation>梯度</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>代码</translation>
        </message>
        <message>
            <source>About</source>
            <translation>关于</translation>
        </message>
        <message>
            <source>A visual node-graph editor for neural networks: build, step, train, export.</source>
            <translation>神经网络的可视化节点图编辑器：搭建、单步、训练、导出。</translation>
        </message>
        <message>
            <source>Untitled</source>
            <translation>未命名</translation>
        </message>
    </context>
    <context>
        <name>Tabs</name>
        <message>
            <source>Details</source>
            <translation>详情</translation>
        </message>
    </context>
    <context>
        <name>Toast</name>
        <message>
            <source>Dismiss</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>TopBar</name>
        <message>
            <source>Main tools</source>
            <translation>主工具栏</translation>
        </message>
        <message>
            <source>Menu</source>
            <translation>菜单</translation>
        </message>
        <message>
            <source>Run once</source>
            <translation>运行一次</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>设备</translation>
        </message>
        <message>
            <source>Export code</source>
            <translation>导出代码</translation>
        </message>
        <message>
            <source>Untitled</source>
            <translation>未命名</translation>
        </message>
        <message>
            <source>Saved</source>
            <translation>已保存</translation>
        </message>
        <message>
            <source>Unsaved</source>
            <translation>未保存</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
    </context>
    <context>
        <name>TrainingForm</name>
        <message>
            <source>These are saved with the project and used by Train and by exports.</source>
            <translation>这些设置随项目保存，用于训练和导出。</translation>
        </message>
    </context>
    <context>
        <name>TrainingPanel</name>
        <message>
            <source>Train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>运行记录</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Training, run {number}</source>
            <translation>训练，运行 {number}</translation>
        </message>
        <message>
            <source>Nothing has been trained yet. Train starts a run.</source>
            <translation>尚未训练。点击“训练”开始一次运行。</translation>
        </message>
        <message>
            <source>Untitled</source>
            <translation>未命名</translation>
        </message>
        <message>
            <source>batch {size}</source>
            <translation>批大小 {size}</translation>
        </message>
        <message>
            <source>seed {seed}</source>
            <translation>种子 {seed}</translation>
        </message>
        <message>
            <source>The network has problems.</source>
            <translation>网络有问题。</translation>
        </message>
        <message>
            <source>The run is not paused.</source>
            <translation>运行没有暂停。</translation>
        </message>
        <message>
            <source>The run is not at work.</source>
            <translation>运行没有在进行。</translation>
        </message>
        <message>
            <source>The run is coming to an end.</source>
            <translation>运行即将结束。</translation>
        </message>
    </context>
    <context>
        <name>TransportBar</name>
        <message>
            <source>Step</source>
            <translation>单步</translation>
        </message>
        <message>
            <source>Over</source>
            <translation>跳过</translation>
        </message>
        <message>
            <source>To loss</source>
            <translation>到损失</translation>
        </message>
        <message>
            <source>To end</source>
            <translation>到末尾</translation>
        </message>
        <message>
            <source>Play</source>
            <translation>播放</translation>
        </message>
        <message>
            <source>Steps a second while playing</source>
            <translation>播放时每秒的步数</translation>
        </message>
        <message>
            <source>{speed} steps a second</source>
            <translation>每秒 {speed} 步</translation>
        </message>
        <message>
            <source>Step {position} of {count}</source>
            <translation>第 {position} 步，共 {count} 步</translation>
        </message>
        <message>
            <source>Nothing has run yet.</source>
            <translation>尚未运行。</translation>
        </message>
        <message>
            <source>This is the last step.</source>
            <translation>这是最后一步。</translation>
        </message>
        <message>
            <source>Hold</source>
            <translation>停住</translation>
        </message>
    </context>
    <context>
        <name>ValueCards</name>
        <message>
            <source>Values of the operation</source>
            <translation>该运算的各个值</translation>
        </message>
    </context>
    <context>
        <name>ValuePanel</name>
        <message>
            <source>Nothing has run yet.</source>
            <translation>尚未运行。</translation>
        </message>
        <message>
            <source>This value has no elements.</source>
            <translation>这个值没有元素。</translation>
        </message>
        <message>
            <source>colour scale, 0 at the middle</source>
            <translation>色标，0 居中</translation>
        </message>
        <message>
            <source>colour scale</source>
            <translation>色标</translation>
        </message>
        <message>
            <source>count, log scale</source>
            <translation>个数，对数刻度</translation>
        </message>
        <message>
            <source>{count} maps of {size}</source>
            <translation>{count} 张 {size} 的图</translation>
        </message>
        <message>
            <source>{count} kernels of {size}</source>
            <translation>{count} 个 {size} 的核</translation>
        </message>
        <message>
            <source>{count} values</source>
            <translation>{count} 个值</translation>
        </message>
    </context>
    <context>
        <name>ValueTab</name>
        <message>
            <source>Which value</source>
            <translation>查看哪个值</translation>
        </message>
        <message>
            <source>Run once</source>
            <translation>运行一次</translation>
        </message>
        <message>
            <source>Select one node to see what flows through it.</source>
            <translation>选择一个节点，查看流经它的值。</translation>
        </message>
        <message>
            <source>Nothing has run yet.</source>
            <translation>尚未运行。</translation>
        </message>
        <message>
            <source>Output {0}</source>
            <translation>输出 {0}</translation>
        </message>
        <message>
            <source>No gradient reaches this: the loss does not depend on it.</source>
            <translation>没有梯度到达这里：损失与它无关。</translation>
        </message>
        <message>
            <source>Not computed yet at this step.</source>
            <translation>这一步还没有算到。</translation>
        </message>
    </context>
    <context>
        <name>WelcomePage</name>
        <message>
            <source>Welcome</source>
            <translation>欢迎</translation>
        </message>
        <message>
            <source>Empty canvas</source>
            <translation>空画布</translation>
        </message>
        <message>
            <source>Open a project…</source>
            <translation>打开项目…</translation>
        </message>
        <message>
            <source>Recent</source>
            <translation>最近使用</translation>
        </message>
        <message>
            <source>Build a network, and watch it think</source>
            <translation>搭建网络，看它思考</translation>
        </message>
        <message>
            <source>Drag layers onto a canvas and wire them. Step a real image forward and its gradient back, train, and take the code with you.</source>
            <translation>把层拖到画布上并连线。让一张真实图像逐步前向，让梯度逐步回传；训练，然后把代码带走。</translation>
        </message>
        <message>
            <source>Examples</source>
            <translation>示例</translation>
        </message>
    </context>
    <context>
        <name>ZoomBar</name>
        <message>
            <source>Zoom out</source>
            <translation>缩小</translation>
        </message>
        <message>
            <source>Zoom to 100 %</source>
            <translation>缩放到 100 %</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Fit the network into view</source>
            <translation>让整个网络可见</translation>
        </message>
    </context>
    <context>
        <name>actions</name>
        <message>
            <source>The canvas is empty. Drag a layer here or open an example.</source>
            <translation>画布是空的。请把层拖到这里，或打开一个示例。</translation>
        </message>
        <message>
            <source>No node is selected.</source>
            <translation>没有选择节点。</translation>
        </message>
        <message>
            <source>Mend this first: {message}</source>
            <translation>请先修正：{message}</translation>
        </message>
        <message>
            <source>Mend {count} problems first.</source>
            <translation>请先修正 {count} 个问题。</translation>
        </message>
        <message>
            <source>A run is under way.</source>
            <translation>一次运行正在进行。</translation>
        </message>
        <message>
            <source>No run is under way.</source>
            <translation>没有运行在进行。</translation>
        </message>
        <message>
            <source>Nothing to undo.</source>
            <translation>没有可撤销的操作。</translation>
        </message>
        <message>
            <source>Nothing to redo.</source>
            <translation>没有可重做的操作。</translation>
        </message>
        <message>
            <source>The project has not been saved yet.</source>
            <translation>项目尚未保存。</translation>
        </message>
        <message>
            <source>Nothing has changed.</source>
            <translation>没有任何更改。</translation>
        </message>
        <message>
            <source>Nothing has run yet.</source>
            <translation>尚未运行。</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>编辑</translation>
        </message>
        <message>
            <source>View</source>
            <translation>视图</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>帮助</translation>
        </message>
        <message>
            <source>New project</source>
            <translation>新建项目</translation>
        </message>
        <message>
            <source>Open…</source>
            <translation>打开…</translation>
        </message>
        <message>
            <source>Examples and recent files</source>
            <translation>示例和最近的文件</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Save as…</source>
            <translation>另存为…</translation>
        </message>
        <message>
            <source>Revert to the saved file</source>
            <translation>还原到已保存的文件</translation>
        </message>
        <message>
            <source>Export code…</source>
            <translation>导出代码…</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <source>Cut</source>
            <translation>剪切</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>粘贴</translation>
        </message>
        <message>
            <source>Duplicate</source>
            <translation>创建副本</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>全选</translation>
        </message>
        <message>
            <source>Add a node…</source>
            <translation>添加节点…</translation>
        </message>
        <message>
            <source>Arrange the nodes</source>
            <translation>整理节点布局</translation>
        </message>
        <message>
            <source>Fit the network into view</source>
            <translation>让整个网络可见</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>缩小</translation>
        </message>
        <message>
            <source>Zoom to 100 %</source>
            <translation>缩放到 100 %</translation>
        </message>
        <message>
            <source>Show or hide the palette</source>
            <translation>显示或隐藏组件库</translation>
        </message>
        <message>
            <source>Show or hide the inspector</source>
            <translation>显示或隐藏检查器</translation>
        </message>
        <message>
            <source>Show the steps</source>
            <translation>显示单步</translation>
        </message>
        <message>
            <source>Show the training</source>
            <translation>显示训练</translation>
        </message>
        <message>
            <source>Go to the next panel</source>
            <translation>转到下一个面板</translation>
        </message>
        <message>
            <source>Next theme</source>
            <translation>下一个主题</translation>
        </message>
        <message>
            <source>Switch language</source>
            <translation>切换语言</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>放大文字</translation>
        </message>
        <message>
            <source>Smaller text</source>
            <translation>缩小文字</translation>
        </message>
        <message>
            <source>Run once</source>
            <translation>运行一次</translation>
        </message>
        <message>
            <source>Step one operation</source>
            <translation>单步执行一个运算</translation>
        </message>
        <message>
            <source>Step back</source>
            <translation>后退一步</translation>
        </message>
        <message>
            <source>Step over the node</source>
            <translation>跳过这个节点</translation>
        </message>
        <message>
            <source>Run to the loss</source>
            <translation>运行到损失</translation>
        </message>
        <message>
            <source>Back to the start</source>
            <translation>回到起点</translation>
        </message>
        <message>
            <source>Update and take the next batch</source>
            <translation>更新并取下一批</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Pause training</source>
            <translation>暂停训练</translation>
        </message>
        <message>
            <source>Stop training</source>
            <translation>停止训练</translation>
        </message>
        <message>
            <source>Search actions</source>
            <translation>搜索操作</translation>
        </message>
        <message>
            <source>About</source>
            <translation>关于</translation>
        </message>
    </context>
    <context>
        <name>canvas</name>
        <message>
            <source>expected</source>
            <translation>期望</translation>
        </message>
        <message>
            <source>actual</source>
            <translation>实际</translation>
        </message>
        <message>
            <source>More…</source>
            <translation>更多…</translation>
        </message>
        <message>
            <source>Lead a wire elsewhere</source>
            <translation>把连线改接到别处</translation>
        </message>
        <message>
            <source>Insert {name} on a wire</source>
            <translation>在连线上插入 {name}</translation>
        </message>
        <message>
            <source>{percent} % zero</source>
            <translation>{percent} % 为零</translation>
        </message>
        <message>
            <source>{count} parameters</source>
            <translation>{count} 个参数</translation>
        </message>
        <message>
            <source>running, step {step} of {count}</source>
            <translation>运行中，第 {step} 步，共 {count} 步</translation>
        </message>
        <message>
            <source>stale: upstream changed</source>
            <translation>已过时：上游有改动</translation>
        </message>
        <message>
            <source>not connected yet</source>
            <translation>尚未连接</translation>
        </message>
    </context>
    <context>
        <name>catalog</name>
        <message>
            <source>Lets positive values through and makes negative ones 0: y = max(x, 0). Where it gives 0, no gradient flows back.</source>
            <translation>正值原样通过，负值变为 0：y = max(x, 0)。输出为 0 的地方没有梯度回传。</translation>
        </message>
        <message>
            <source>Squeezes any number into 0 to 1: y = 1 / (1 + e⁻ˣ). Its slope is y·(1 − y), at most ¼.</source>
            <translation>把任意数压到 0 与 1 之间：y = 1 / (1 + e⁻ˣ)。斜率为 y·(1 − y)，最大为 ¼。</translation>
        </message>
        <message>
            <source>Squeezes any number into −1 to 1, with 0 staying 0. Its slope is 1 − y².</source>
            <translation>把任意数压到 −1 与 1 之间，0 仍为 0。斜率为 1 − y²。</translation>
        </message>
        <message>
            <source>Turns scores into shares that add up to 1: eˣ over the sum of all eˣ. CrossEntropy already holds one, so do not put it in front of that.</source>
            <translation>把得分变为总和为 1 的份额：eˣ 除以所有 eˣ 之和。CrossEntropy 已自带一个，因此不要放在它前面。</translation>
        </message>
        <message>
            <source>The axis whose values add up to 1; −1 is the last.</source>
            <translation>各值之和为 1 的轴；−1 是最后一轴。</translation>
        </message>
        <message>
            <source>groups must divide {parameter}.</source>
            <translation>groups 必须整除 {parameter}。</translation>
        </message>
        <message>
            <source>a divisor of {number}</source>
            <translation>{number} 的约数</translation>
        </message>
        <message>
            <source>Slides learned kernels over the image; each kernel draws one map of where its pattern is. A 3×3 kernel with padding 1 keeps height and width.</source>
            <translation>让学到的卷积核在图像上滑动；每个核画出一张图，标明它的模式出现在哪里。3×3 的核配 padding 1 时，高和宽不变。</translation>
        </message>
        <message>
            <source>How many maps arrive (1: grey, 3: RGB).</source>
            <translation>输入多少张图（1：灰度，3：RGB）。</translation>
        </message>
        <message>
            <source>How many kernels, so how many maps leave.</source>
            <translation>卷积核的个数，也就是输出多少张图。</translation>
        </message>
        <message>
            <source>Height and width of the window that a kernel sees.</source>
            <translation>每个核所看窗口的高和宽。</translation>
        </message>
        <message>
            <source>Rows and columns of zeros around the image.</source>
            <translation>图像四周补零的行数和列数。</translation>
        </message>
        <message>
            <source>Spacing of the kernel's cells: 2 skips every other pixel.</source>
            <translation>核内单元的间距：2 表示隔一个像素取一个。</translation>
        </message>
        <message>
            <source>Splits the channels into groups that do not see each other; as many groups as channels is a depthwise convolution.</source>
            <translation>把通道分成互不相见的组；组数与通道数相同时就是逐通道卷积。</translation>
        </message>
        <message>
            <source>Conv2d needs an image: N×C×H×W.</source>
            <translation>Conv2d 需要图像：N×C×H×W。</translation>
        </message>
        <message>
            <source>images</source>
            <translation>图像</translation>
        </message>
        <message>
            <source>features</source>
            <translation>特征</translation>
        </message>
        <message>
            <source>classes</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>values</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Standard deviation of the random number added to each value.</source>
            <translation>加到每个值上的随机数的标准差。</translation>
        </message>
        <message>
            <source>1797 real handwritten digits, 8×8 grey values from 0 to 1, with their classes 0 to 9. They come with scikit-learn, so no network is needed.</source>
            <translation>1797 个真实的手写数字，8×8 灰度，取值 0 到 1，类别 0 到 9。随 scikit-learn 提供，无需联网。</translation>
        </message>
        <message>
            <source>Points on e^(−0.1x)·sin(2x) + 0.1x³ − 3x² + 2x for x from −5 to 5. Both x and y are shifted and scaled to mean 0 and variance 1, the range a network learns best in.</source>
            <translation>曲线 e^(−0.1x)·sin(2x) + 0.1x³ − 3x² + 2x 上的点，x 从 −5 到 5。x 和 y 都平移并缩放到均值 0、方差 1，网络在这个范围学得最好。</translation>
        </message>
        <message>
            <source>How many points.</source>
            <translation>共有多少个点。</translation>
        </message>
        <message>
            <source>Points on arms that wind around each other; the class is the arm. No straight line parts them, so a network needs a hidden layer.</source>
            <translation>彼此缠绕的旋臂上的点；类别就是所在的旋臂。没有直线能把它们分开，所以网络需要隐藏层。</translation>
        </message>
        <message>
            <source>How many arms.</source>
            <translation>有多少条旋臂。</translation>
        </message>
        <message>
            <source>How many points in all.</source>
            <translation>总共有多少个点。</translation>
        </message>
        <message>
            <source>How often each arm winds around.</source>
            <translation>每条旋臂绕多少圈。</translation>
        </message>
        <message>
            <source>A table that you type: one row per sample, numbers parted by commas, rows by a new line or a semicolon. For networks that are worked through by hand.</source>
            <translation>由你输入的表格：每个样本一行，数之间用逗号分隔，行之间换行或用分号。适合手算的网络。</translation>
        </message>
        <message>
            <source>The rows of x.</source>
            <translation>x 的各行。</translation>
        </message>
        <message>
            <source>The rows of y, one for each row of x.</source>
            <translation>y 的各行，与 x 的行一一对应。</translation>
        </message>
        <message>
            <source>Whether y holds values to reproduce or the numbers of classes.</source>
            <translation>y 是要重现的数值，还是类别编号。</translation>
        </message>
        <message>
            <source>A place for a value of a given shape, for a network without data. When it is run, it gives standard normal random numbers.</source>
            <translation>给定形状的占位输入，用于没有数据的网络。运行时给出标准正态随机数。</translation>
        </message>
        <message>
            <source>input</source>
            <translation>输入</translation>
        </message>
        <message>
            <source>One sample's shape, without the batch.</source>
            <translation>一个样本的形状，不含批次轴。</translation>
        </message>
        <message>
            <source>Which random draw: the same seed gives the same samples, bit for bit.</source>
            <translation>用哪一次随机抽取：种子相同，样本逐位相同。</translation>
        </message>
        <message>
            <source>Add a learned number to every output.</source>
            <translation>给每个输出加一个学到的数。</translation>
        </message>
        <message>
            <source>How far the window moves; 2 halves height and width.</source>
            <translation>窗口每次移动多远；2 使高和宽减半。</translation>
        </message>
        <message>
            <source>Every output is a weighted sum of all inputs plus a bias: y = x·Wᵀ + b. Training finds the weights.</source>
            <translation>每个输出是所有输入的加权和再加偏置：y = x·Wᵀ + b。权重由训练得出。</translation>
        </message>
        <message>
            <source>output</source>
            <translation>输出</translation>
        </message>
        <message>
            <source>How many numbers arrive per sample.</source>
            <translation>每个样本输入多少个数。</translation>
        </message>
        <message>
            <source>How many numbers leave per sample.</source>
            <translation>每个样本输出多少个数。</translation>
        </message>
        <message>
            <source>Linear needs a flat input.</source>
            <translation>Linear 需要展平的输入。</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>How the losses of the batch become one number.</source>
            <translation>一批的损失如何变为一个数。</translation>
        </message>
        <message>
            <source>−log of the share that softmax gives to the right class. Takes raw scores (logits), one per class, and the class's number.</source>
            <translation>正确类别经 softmax 所得份额的 −log。输入为原始得分（logits，每类一个）和类别编号。</translation>
        </message>
        <message>
            <source>logits</source>
            <translation>得分</translation>
        </message>
        <message>
            <source>target</source>
            <translation>目标</translation>
        </message>
        <message>
            <source>The share of the target that is spread over all classes.</source>
            <translation>目标中平均分给所有类别的份额。</translation>
        </message>
        <message>
            <source>CrossEntropy needs flat scores, one per class: N×classes.</source>
            <translation>CrossEntropy 需要展平的得分，每类一个：N×类别数。</translation>
        </message>
        <message>
            <source>The mean of the squared differences between prediction and target. Its gradient is 2·(prediction − target) over how many there are.</source>
            <translation>预测与目标之差的平方的均值。梯度是 2·(预测 − 目标) 除以元素个数。</translation>
        </message>
        <message>
            <source>prediction</source>
            <translation>预测</translation>
        </message>
        <message>
            <source>Shifts and scales each channel to mean 0 and variance 1 over the batch, then by a learned weight and bias. Trained networks use the running statistics instead of the batch's.</source>
            <translation>在一批上把每个通道平移、缩放到均值 0、方差 1，再乘以学到的权重并加上偏置。训练后的网络用滑动统计量代替批统计量。</translation>
        </message>
        <message>
            <source>How many channels arrive.</source>
            <translation>输入多少个通道。</translation>
        </message>
        <message>
            <source>Added to the variance, so that nothing is divided by zero.</source>
            <translation>加在方差上，避免除以零。</translation>
        </message>
        <message>
            <source>How much of each batch goes into the running statistics.</source>
            <translation>每批有多大比例进入滑动统计量。</translation>
        </message>
        <message>
            <source>Learn a weight and a bias per channel.</source>
            <translation>每个通道学一个权重和一个偏置。</translation>
        </message>
        <message>
            <source>Keep running statistics for use after training.</source>
            <translation>保留滑动统计量，供训练后使用。</translation>
        </message>
        <message>
            <source>BatchNorm2d needs an image: N×C×H×W.</source>
            <translation>BatchNorm2d 需要图像：N×C×H×W。</translation>
        </message>
        <message>
            <source>{parameter} needs {expected}.</source>
            <translation>{parameter} 需要{expected}。</translation>
        </message>
        <message>
            <source>{parameter} is at least {limit}.</source>
            <translation>{parameter} 至少为 {limit}。</translation>
        </message>
        <message>
            <source>at least {limit}</source>
            <translation>至少 {limit}</translation>
        </message>
        <message>
            <source>{parameter} is at most {limit}.</source>
            <translation>{parameter} 至多为 {limit}。</translation>
        </message>
        <message>
            <source>at most {limit}</source>
            <translation>至多 {limit}</translation>
        </message>
        <message>
            <source>a whole number</source>
            <translation>整数</translation>
        </message>
        <message>
            <source>a number</source>
            <translation>数</translation>
        </message>
        <message>
            <source>true or false</source>
            <translation>是或否</translation>
        </message>
        <message>
            <source>a whole number, or two (height and width)</source>
            <translation>一个整数，或两个（高和宽）</translation>
        </message>
        <message>
            <source>one of {choices}</source>
            <translation>{choices} 之一</translation>
        </message>
        <message>
            <source>text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>Height and width of the window.</source>
            <translation>窗口的高和宽。</translation>
        </message>
        <message>
            <source>How far the window moves; equal to the window, no pixel is seen twice.</source>
            <translation>窗口每次移动多远；与窗口相等时，没有像素会看两次。</translation>
        </message>
        <message>
            <source>Rows and columns added around the image; at most half the window.</source>
            <translation>图像四周补上的行数和列数；至多为窗口的一半。</translation>
        </message>
        <message>
            <source>Keep a last window that hangs over the edge instead of dropping it.</source>
            <translation>保留伸出边缘的最后一个窗口，而不是丢弃它。</translation>
        </message>
        <message>
            <source>Spacing of the window's cells: 2 skips every other pixel.</source>
            <translation>窗口内单元的间距：2 表示隔一个像素取一个。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each window, so a pattern counts wherever in the window it is. The gradient goes to that one value.</source>
            <translation>保留每个窗口中的最大值，因此模式在窗口中哪里都算数。梯度只传给这个值。</translation>
        </message>
        <message>
            <source>MaxPool2d needs an image: N×C×H×W.</source>
            <translation>MaxPool2d 需要图像：N×C×H×W。</translation>
        </message>
        <message>
            <source>Takes the mean of each window: a smaller, softer image. The gradient is shared equally by the window's values.</source>
            <translation>取每个窗口的均值：图像更小、更柔和。梯度由窗口中的各值平分。</translation>
        </message>
        <message>
            <source>AvgPool2d needs an image: N×C×H×W.</source>
            <translation>AvgPool2d 需要图像：N×C×H×W。</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>数据</translation>
        </message>
        <message>
            <source>Linear</source>
            <translation>线性</translation>
        </message>
        <message>
            <source>Convolution</source>
            <translation>卷积</translation>
        </message>
        <message>
            <source>Pooling</source>
            <translation>池化</translation>
        </message>
        <message>
            <source>Activation</source>
            <translation>激活</translation>
        </message>
        <message>
            <source>Normalisation</source>
            <translation>归一化</translation>
        </message>
        <message>
            <source>Shape and merge</source>
            <translation>形状与合并</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>Lays the maps of each sample out in one row, so that Linear can take them: N×C×H×W becomes N×(C·H·W). No value changes.</source>
            <translation>把每个样本的各张图排成一行，供 Linear 使用：N×C×H×W 变为 N×(C·H·W)。数值不变。</translation>
        </message>
        <message>
            <source>The first axis to merge; 0 is the batch.</source>
            <translation>要合并的第一轴；0 是批次。</translation>
        </message>
        <message>
            <source>The last axis to merge; −1 is the last.</source>
            <translation>要合并的最后一轴；−1 是末轴。</translation>
        </message>
        <message>
            <source>While training, zeroes a random share p of the values and scales the rest by 1/(1 − p), so no value can be relied on alone. After training it does nothing.</source>
            <translation>训练时随机把份额为 p 的值置零，其余值乘以 1/(1 − p)，因此不能只依赖某一个值。训练之后不起作用。</translation>
        </message>
        <message>
            <source>The share of values to zero.</source>
            <translation>置零的值所占的份额。</translation>
        </message>
        <message>
            <source>Adds two values of the same shape, element by element. With a skip wire around a block it makes a residual block; the gradient goes down both wires unchanged.</source>
            <translation>把两个形状相同的值逐元素相加。用跳接连线绕过一段层，就成了残差块；梯度沿两条连线原样回传。</translation>
        </message>
        <message>
            <source>skip</source>
            <translation>跳接</translation>
        </message>
        <message>
            <source>input {number}</source>
            <translation>输入 {number}</translation>
        </message>
        <message>
            <source>Puts values side by side along one axis; all other axes must agree. Along axis 1 it stacks the channels of several branches.</source>
            <translation>沿一个轴把多个值并排放在一起；其他轴必须一致。沿轴 1 就是堆叠各分支的通道。</translation>
        </message>
        <message>
            <source>How many values to join.</source>
            <translation>要拼接多少个值。</translation>
        </message>
        <message>
            <source>The axis along which to join; 1 is the channels or features.</source>
            <translation>沿哪个轴拼接；1 是通道或特征。</translation>
        </message>
        <message>
            <source>All rows need the same length; row {row} differs.</source>
            <translation>各行长度必须相同；第 {row} 行不同。</translation>
        </message>
        <message>
            <source>{count} numbers</source>
            <translation>{count} 个数</translation>
        </message>
        <message>
            <source>There are no numbers yet.</source>
            <translation>还没有数。</translation>
        </message>
        <message>
            <source>rows such as 0.05, 0.10</source>
            <translation>形如 0.05, 0.10 的行</translation>
        </message>
        <message>
            <source>A typed table has at most {count} numbers.</source>
            <translation>输入的表格至多有 {count} 个数。</translation>
        </message>
        <message>
            <source>This is no shape of one sample.</source>
            <translation>这不是一个样本的形状。</translation>
        </message>
        <message>
            <source>sizes such as 1×28×28, at most {limit} in all</source>
            <translation>形如 1×28×28 的大小，总数至多 {limit}</translation>
        </message>
        <message>
            <source>Every row of inputs needs one row of targets.</source>
            <translation>输入的每一行都需要一行目标。</translation>
        </message>
        <message>
            <source>{count} rows</source>
            <translation>{count} 行</translation>
        </message>
        <message>
            <source>A class is a whole number from 0, one in each row.</source>
            <translation>类别是从 0 起的整数，每行一个。</translation>
        </message>
        <message>
            <source>rows such as 0 or 2</source>
            <translation>形如 0 或 2 的行</translation>
        </message>
        <message>
            <source>Row {row} holds something that is no number.</source>
            <translation>第 {row} 行含有不是数的内容。</translation>
        </message>
    </context>
    <context>
        <name>compiler</name>
        <message>
            <source>A node cannot feed itself.</source>
            <translation>节点不能把输出接给自己。</translation>
        </message>
        <message>
            <source>This would be a cycle: {node} already feeds it.</source>
            <translation>这会形成环：{node} 已经在它的上游。</translation>
        </message>
        <message>
            <source>There is no node type {type}.</source>
            <translation>没有节点类型 {type}。</translation>
        </message>
        <message>
            <source>{node} has no input {port}.</source>
            <translation>{node} 没有输入 {port}。</translation>
        </message>
        <message>
            <source>{node} has {count} samples, but {other} has {wanted}; they are read together.</source>
            <translation>{node} 有 {count} 个样本，而 {other} 有 {wanted} 个；两者是一起读取的。</translation>
        </message>
        <message>
            <source>There is no loss, so the network cannot be trained.</source>
            <translation>没有损失，因此网络不能训练。</translation>
        </message>
        <message>
            <source>({count} more)</source>
            <translation>（另有 {count} 个）</translation>
        </message>
        <message>
            <source>Insert {type}</source>
            <translation>插入 {type}</translation>
        </message>
        <message>
            <source>Insert {type} and take {parameter} from the wire</source>
            <translation>插入 {type}，并由连线决定 {parameter}</translation>
        </message>
        <message>
            <source>Take {parameter} from the wire</source>
            <translation>由连线决定 {parameter}</translation>
        </message>
        <message>
            <source>Remove {node}</source>
            <translation>删除 {node}</translation>
        </message>
        <message>
            <source>Remove the wire</source>
            <translation>删除连线</translation>
        </message>
        <message>
            <source>Set {parameter} of {node} to {value}</source>
            <translation>把 {node} 的 {parameter} 设为 {value}</translation>
        </message>
        <message>
            <source>Connect {node}.{port}</source>
            <translation>连接 {node}.{port}</translation>
        </message>
        <message>
            <source>Add {type}</source>
            <translation>添加 {type}</translation>
        </message>
        <message>
            <source>Set {parameter} to {value}</source>
            <translation>把 {parameter} 设为 {value}</translation>
        </message>
        <message>
            <source>Change to {type}</source>
            <translation>改为 {type}</translation>
        </message>
        <message>
            <source>There is no node type {type}. Nearest: {nearest}.</source>
            <translation>没有节点类型 {type}。相近的有：{nearest}。</translation>
        </message>
        <message>
            <source>Nothing is connected to {node}.{port}.</source>
            <translation>{node}.{port} 没有连接。</translation>
        </message>
        <message>
            <source>{type} does not take this kind of value at {port}.</source>
            <translation>{type} 的 {port} 不接受这种值。</translation>
        </message>
        <message>
            <source>{parameter} of {type} is {typed}, but {brought} arrive.</source>
            <translation>{type} 的 {parameter} 为 {typed}，而输入的是 {brought}。</translation>
        </message>
        <message>
            <source>There are {classes} classes, but only {scores} scores arrive.</source>
            <translation>有 {classes} 个类别，但只输入了 {scores} 个得分。</translation>
        </message>
        <message>
            <source>The weights are not those of this network.</source>
            <translation>这些权重不属于这个网络。</translation>
        </message>
        <message>
            <source>these are missing</source>
            <translation>缺少这些</translation>
        </message>
        <message>
            <source>Load weights that were saved with this network.</source>
            <translation>请载入与这个网络一同保存的权重。</translation>
        </message>
        <message>
            <source>{name} has another shape in the file.</source>
            <translation>文件中的 {name} 形状不同。</translation>
        </message>
        <message>
            <source>There is no data for the network to read.</source>
            <translation>没有可供网络读取的数据。</translation>
        </message>
        <message>
            <source>There is nothing to train: the network needs parameters and a loss.</source>
            <translation>没有可训练的内容：网络需要参数和损失。</translation>
        </message>
    </context>
    <context>
        <name>document</name>
        <message>
            <source>Node {name}</source>
            <translation>节点 {name}</translation>
        </message>
        <message>
            <source>“{name}” cannot be a node's name.</source>
            <translation>“{name}”不能作为节点名称。</translation>
        </message>
        <message>
            <source>letters, digits and _, no word that Python uses</source>
            <translation>字母、数字和 _，且不是 Python 的关键字</translation>
        </message>
        <message>
            <source>Choose a name such as conv1.</source>
            <translation>请取 conv1 这样的名称。</translation>
        </message>
        <message>
            <source>{parameter} cannot be {value}.</source>
            <translation>{parameter} 不能为 {value}。</translation>
        </message>
        <message>
            <source>A new node has {value}.</source>
            <translation>新节点的值是 {value}。</translation>
        </message>
        <message>
            <source>{type} has no parameter {name}.</source>
            <translation>{type} 没有参数 {name}。</translation>
        </message>
        <message>
            <source>no parameters</source>
            <translation>没有参数</translation>
        </message>
        <message>
            <source>{type} has no port {port} there.</source>
            <translation>{type} 在此处没有端口 {port}。</translation>
        </message>
        <message>
            <source>no ports</source>
            <translation>没有端口</translation>
        </message>
        <message>
            <source>There is no node {id}.</source>
            <translation>没有节点 {id}。</translation>
        </message>
        <message>
            <source>Two nodes have the id {id}.</source>
            <translation>两个节点的 id 都是 {id}。</translation>
        </message>
        <message>
            <source>Give each node an id of its own.</source>
            <translation>请给每个节点一个独有的 id。</translation>
        </message>
        <message>
            <source>Wire {wire}</source>
            <translation>连线 {wire}</translation>
        </message>
        <message>
            <source>A node cannot be wired to itself.</source>
            <translation>节点不能与自己相连。</translation>
        </message>
        <message>
            <source>Two nodes cannot both be called {name}.</source>
            <translation>两个节点不能都叫 {name}。</translation>
        </message>
        <message>
            <source>Choose another name.</source>
            <translation>请换一个名称。</translation>
        </message>
        <message>
            <source>Wires would run in a circle.</source>
            <translation>连线会形成环。</translation>
        </message>
        <message>
            <source>wires from the data to the loss, never back</source>
            <translation>从数据到损失的连线，不能往回</translation>
        </message>
        <message>
            <source>Remove a wire of the circle.</source>
            <translation>请删除环上的一条连线。</translation>
        </message>
        <message>
            <source>Two wires end at the input {port}.</source>
            <translation>有两条连线接到输入 {port}。</translation>
        </message>
        <message>
            <source>one wire an input</source>
            <translation>每个输入一条连线</translation>
        </message>
        <message>
            <source>Remove one; Add or Concat join two values.</source>
            <translation>请删除一条；Add 或 Concat 可以合并两个值。</translation>
        </message>
        <message>
            <source>Add {name}</source>
            <translation>添加 {name}</translation>
        </message>
        <message>
            <source>Delete node</source>
            <translation>删除节点</translation>
        </message>
        <message>
            <source>Change {parameter}</source>
            <translation>修改 {parameter}</translation>
        </message>
        <message>
            <source>{parameter} cannot have this value.</source>
            <translation>{parameter} 不能取这个值。</translation>
        </message>
        <message>
            <source>Rename to {name}</source>
            <translation>重命名为 {name}</translation>
        </message>
        <message>
            <source>Move node</source>
            <translation>移动节点</translation>
        </message>
        <message>
            <source>Move {count} nodes</source>
            <translation>移动 {count} 个节点</translation>
        </message>
        <message>
            <source>A position is two finite numbers.</source>
            <translation>位置是两个有限的数。</translation>
        </message>
        <message>
            <source>{type} cannot stand in the middle of a wire.</source>
            <translation>{type} 不能放在连线中间。</translation>
        </message>
        <message>
            <source>a node with an input and an output</source>
            <translation>既有输入又有输出的节点</translation>
        </message>
        <message>
            <source>Insert {name}</source>
            <translation>插入 {name}</translation>
        </message>
        <message>
            <source>The clipboard holds no nodes.</source>
            <translation>剪贴板中没有节点。</translation>
        </message>
        <message>
            <source>nodes that were copied from this program</source>
            <translation>从本程序复制的节点</translation>
        </message>
        <message>
            <source>Copy some nodes first.</source>
            <translation>请先复制一些节点。</translation>
        </message>
        <message>
            <source>Paste {count} nodes</source>
            <translation>粘贴 {count} 个节点</translation>
        </message>
        <message>
            <source>Paste {name}</source>
            <translation>粘贴 {name}</translation>
        </message>
        <message>
            <source>Delete {name}</source>
            <translation>删除 {name}</translation>
        </message>
        <message>
            <source>Duplicate {name}</source>
            <translation>创建 {name} 的副本</translation>
        </message>
        <message>
            <source>Delete {count} nodes</source>
            <translation>删除 {count} 个节点</translation>
        </message>
        <message>
            <source>Duplicate {count} nodes</source>
            <translation>创建 {count} 个节点的副本</translation>
        </message>
        <message>
            <source>Training has no setting {name}.</source>
            <translation>训练没有设置项 {name}。</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Rename project</source>
            <translation>重命名项目</translation>
        </message>
        <message>
            <source>A project cannot have this name.</source>
            <translation>项目不能取这个名称。</translation>
        </message>
        <message>
            <source>Connect</source>
            <translation>连接</translation>
        </message>
        <message>
            <source>Disconnect</source>
            <translation>断开</translation>
        </message>
        <message>
            <source>There is no wire {wire}.</source>
            <translation>没有连线 {wire}。</translation>
        </message>
        <message>
            <source>it is no file name</source>
            <translation>这不是文件名</translation>
        </message>
        <message>
            <source>it is a folder</source>
            <translation>这是一个文件夹</translation>
        </message>
        <message>
            <source>its folder does not exist</source>
            <translation>所在的文件夹不存在</translation>
        </message>
        <message>
            <source>it is a device or a pipe</source>
            <translation>这是设备或管道</translation>
        </message>
        <message>
            <source>it is write-protected</source>
            <translation>文件被写保护</translation>
        </message>
        <message>
            <source>Another window or program has changed the file meanwhile.</source>
            <translation>在此期间，另一个窗口或程序更改了该文件。</translation>
        </message>
        <message>
            <source>Save under another name, or open the file again.</source>
            <translation>请另存为其他名称，或重新打开该文件。</translation>
        </message>
        <message>
            <source>The file cannot be written: {reason}.</source>
            <translation>无法写入文件：{reason}。</translation>
        </message>
        <message>
            <source>Save under another name or in another folder.</source>
            <translation>请另存为其他名称，或存到其他文件夹。</translation>
        </message>
        <message>
            <source>Open another file, or one of its backups.</source>
            <translation>请打开另一个文件，或它的备份。</translation>
        </message>
        <message>
            <source>This is a folder, not a project file.</source>
            <translation>这是文件夹，不是项目文件。</translation>
        </message>
        <message>
            <source>Choose a .nodegraph file inside it.</source>
            <translation>请选择其中的 .nodegraph 文件。</translation>
        </message>
        <message>
            <source>There is no such file.</source>
            <translation>没有这个文件。</translation>
        </message>
        <message>
            <source>Check the name and the folder.</source>
            <translation>请检查名称和文件夹。</translation>
        </message>
        <message>
            <source>This is a device or a pipe, not a project file.</source>
            <translation>这是设备或管道，不是项目文件。</translation>
        </message>
        <message>
            <source>The file is too large for a project.</source>
            <translation>文件太大，不像项目文件。</translation>
        </message>
        <message>
            <source>at most {size} MB</source>
            <translation>至多 {size} MB</translation>
        </message>
        <message>
            <source>{size} MB</source>
            <translation>{size} MB</translation>
        </message>
        <message>
            <source>The file cannot be read: {reason}.</source>
            <translation>无法读取文件：{reason}。</translation>
        </message>
        <message>
            <source>Check its permissions.</source>
            <translation>请检查其访问权限。</translation>
        </message>
        <message>
            <source>The file is empty.</source>
            <translation>文件是空的。</translation>
        </message>
        <message>
            <source>Open a backup, or delete it and start a new project.</source>
            <translation>请打开备份，或删除它并新建项目。</translation>
        </message>
        <message>
            <source>The file is damaged: a text in it holds half a character.</source>
            <translation>文件已损坏：其中的文本含有半个字符。</translation>
        </message>
        <message>
            <source>Mend the file in a text editor.</source>
            <translation>请用文本编辑器修复该文件。</translation>
        </message>
        <message>
            <source>line {line}, column {column}</source>
            <translation>第 {line} 行第 {column} 列</translation>
        </message>
        <message>
            <source>The file is damaged: {reason}.</source>
            <translation>文件已损坏：{reason}。</translation>
        </message>
        <message>
            <source>no format</source>
            <translation>没有格式</translation>
        </message>
        <message>
            <source>The file does not say its version.</source>
            <translation>文件没有写明版本。</translation>
        </message>
        <message>
            <source>The file is of a newer version than this program knows.</source>
            <translation>文件的版本比本程序所知的更新。</translation>
        </message>
        <message>
            <source>version {version} at most</source>
            <translation>至多为版本 {version}</translation>
        </message>
        <message>
            <source>Update the program to open it.</source>
            <translation>请更新程序后再打开。</translation>
        </message>
        <message>
            <source>The file holds something that does not belong there.</source>
            <translation>文件含有不属于此处的内容。</translation>
        </message>
        <message>
            <source>Mend that place in a text editor.</source>
            <translation>请用文本编辑器修复该处。</translation>
        </message>
        <message>
            <source>It is nested too deeply.</source>
            <translation>嵌套太深。</translation>
        </message>
        <message>
            <source>The file is not text.</source>
            <translation>文件不是文本。</translation>
        </message>
        <message>
            <source>a .nodegraph project, which is UTF-8 text</source>
            <translation>.nodegraph 项目，即 UTF-8 文本</translation>
        </message>
        <message>
            <source>binary data from byte {position}</source>
            <translation>从字节 {position} 起是二进制数据</translation>
        </message>
        <message>
            <source>The file is no nodegraph project.</source>
            <translation>文件不是 nodegraph 项目。</translation>
        </message>
        <message>
            <source>an object with "format": "nodegraph"</source>
            <translation>含有 "format": "nodegraph" 的对象</translation>
        </message>
        <message>
            <source>Choose a .nodegraph file.</source>
            <translation>请选择 .nodegraph 文件。</translation>
        </message>
    </context>
    <context>
        <name>engine</name>
        <message>
            <source>Mixed precision computes in half precision</source>
            <translation>混合精度只能用半精度计算</translation>
        </message>
        <message>
            <source>The scale grows by a factor above 1 and shrinks by one below</source>
            <translation>缩放因子的增长系数须大于 1，缩减系数须小于 1</translation>
        </message>
        <message>
            <source>These gradients are already divided by the scale</source>
            <translation>这些梯度已经除以缩放因子</translation>
        </message>
        <message>
            <source>Call unscale_ once between two updates</source>
            <translation>请在两次更新之间只调用一次 unscale_</translation>
        </message>
        <message>
            <source>step was called twice</source>
            <translation>step 调用了两次</translation>
        </message>
        <message>
            <source>Call update between two steps</source>
            <translation>请在两次 step 之间调用 update</translation>
        </message>
        <message>
            <source>Nothing was stepped since the last update</source>
            <translation>上次 update 之后没有调用过 step</translation>
        </message>
        <message>
            <source>Call step before update</source>
            <translation>请先调用 step，再调用 update</translation>
        </message>
        <message>
            <source>{operation} needs its operands on one device</source>
            <translation>{operation} 要求操作数在同一设备上</translation>
        </message>
        <message>
            <source>Move them with .to(device)</source>
            <translation>请用 .to(device) 移动它们</translation>
        </message>
        <message>
            <source>There are no inputs to differentiate</source>
            <translation>没有可求导的输入</translation>
        </message>
        <message>
            <source>Leave `inputs` out</source>
            <translation>请去掉 `inputs`</translation>
        </message>
        <message>
            <source>grad gives the gradients of its inputs only</source>
            <translation>grad 只给出其输入的梯度</translation>
        </message>
        <message>
            <source>Call backward to add up the gradients of all leaves</source>
            <translation>要累加所有叶子张量的梯度，请调用 backward</translation>
        </message>
        <message>
            <source>An input has no part in the outputs</source>
            <translation>有一个输入与输出无关</translation>
        </message>
        <message>
            <source>Leave it out, or pass allow_unused=True</source>
            <translation>请去掉它，或传入 allow_unused=True</translation>
        </message>
        <message>
            <source>Each output has a gradient of its own</source>
            <translation>每个输出应各有一个梯度</translation>
        </message>
        <message>
            <source>There is nothing to differentiate: the tensor does not require a gradient</source>
            <translation>没有可求导的内容：该张量不需要梯度</translation>
        </message>
        <message>
            <source>Set requires_grad=True on an input or a parameter before the forward pass</source>
            <translation>请在前向之前给某个输入或参数设置 requires_grad=True</translation>
        </message>
        <message>
            <source>The gradient must have the shape of the tensor</source>
            <translation>梯度的形状必须与张量相同</translation>
        </message>
        <message>
            <source>An input does not require a gradient</source>
            <translation>有一个输入不需要梯度</translation>
        </message>
        <message>
            <source>Set requires_grad=True on it before the forward pass</source>
            <translation>请在前向之前给它设置 requires_grad=True</translation>
        </message>
        <message>
            <source>Only a tensor of one element can start a backward pass by itself</source>
            <translation>只有单元素张量能自行开始反向</translation>
        </message>
        <message>
            <source>Reduce it to a number (sum, mean, a loss), or pass gradient=</source>
            <translation>请先归约成一个数（sum、mean 或损失），或传入 gradient=</translation>
        </message>
        <message>
            <source>The gradient rule of {operation} returned another shape than its operand's</source>
            <translation>{operation} 的梯度规则给出的形状与操作数不同</translation>
        </message>
        <message>
            <source>The gradient with respect to input {position} does not agree with the difference</source>
            <translation>对输入 {position} 的梯度与差分结果不一致</translation>
        </message>
        <message>
            <source>This Function has no forward</source>
            <translation>这个 Function 没有 forward</translation>
        </message>
        <message>
            <source>Write forward(ctx, ...)</source>
            <translation>请编写 forward(ctx, ...)</translation>
        </message>
        <message>
            <source>This Function has no setup_context</source>
            <translation>这个 Function 没有 setup_context</translation>
        </message>
        <message>
            <source>This Function has no backward</source>
            <translation>这个 Function 没有 backward</translation>
        </message>
        <message>
            <source>Write backward(ctx, ...)</source>
            <translation>请编写 backward(ctx, ...)</translation>
        </message>
        <message>
            <source>Saved tensors are read inside backward</source>
            <translation>已保存的张量只能在 backward 中读取</translation>
        </message>
        <message>
            <source>Keep other things as attributes</source>
            <translation>其他内容请作为属性保存</translation>
        </message>
        <message>
            <source>A Function does not write through a view</source>
            <translation>Function 不能通过视图写入</translation>
        </message>
        <message>
            <source>Pass it a copy: .clone()</source>
            <translation>请传入副本：.clone()</translation>
        </message>
        <message>
            <source>The backward of {function} gives one gradient for each argument of its forward</source>
            <translation>{function} 的 backward 应为其 forward 的每个参数各返回一个梯度</translation>
        </message>
        <message>
            <source>Return None for arguments that are no tensors or need no gradient</source>
            <translation>对不是张量或不需要梯度的参数，请返回 None</translation>
        </message>
        <message>
            <source>The backward of this Function can be differentiated once only</source>
            <translation>这个 Function 的 backward 不能再次求导</translation>
        </message>
        <message>
            <source>Write its backward in operations of tensors, without @once_differentiable</source>
            <translation>请用张量运算编写它的 backward，不要用 @once_differentiable</translation>
        </message>
        <message>
            <source>The backward of {function} returns tensors</source>
            <translation>{function} 的 backward 必须返回张量</translation>
        </message>
        <message>
            <source>The backward of {function} returned a gradient of another shape for argument {place}</source>
            <translation>{function} 的 backward 对参数 {place} 返回的梯度形状不同</translation>
        </message>
        <message>
            <source>The outputs do not depend on an input</source>
            <translation>输出与某个输入无关</translation>
        </message>
        <message>
            <source>Leave it out, or pass strict=False</source>
            <translation>请去掉它，或传入 strict=False</translation>
        </message>
        <message>
            <source>{name} has other shapes than what it is multiplied with</source>
            <translation>{name} 的形状与它要相乘的对象不同</translation>
        </message>
        <message>
            <source>Second derivatives are taken of a function with one number as output</source>
            <translation>二阶导数只能对输出为一个数的函数求取</translation>
        </message>
        <message>
            <source>{name} is needed where there is more than one number</source>
            <translation>元素多于一个时需要 {name}</translation>
        </message>
        <message>
            <source>The tape behind the result of {operation} has been used and let go</source>
            <translation>{operation} 的结果的计算记录已用过并释放</translation>
        </message>
        <message>
            <source>Call backward(retain_graph=True) the first time, or run the forward again</source>
            <translation>请在第一次调用时用 backward(retain_graph=True)，或重新执行前向</translation>
        </message>
        <message>
            <source>The {part} of {operation} that the backward pass needs was written in place</source>
            <translation>反向所需的 {operation} 的 {part} 已被就地改写</translation>
        </message>
        <message>
            <source>Write after backward(), or write to a copy: .clone()</source>
            <translation>请在 backward() 之后改写，或改写副本：.clone()</translation>
        </message>
        <message>
            <source>A leaf was written in place before the backward pass that is to be differentiated</source>
            <translation>在要再次求导的反向之前，有一个叶子张量被就地改写</translation>
        </message>
        <message>
            <source>Write after the second derivatives have been computed</source>
            <translation>请在算完二阶导数之后改写</translation>
        </message>
        <message>
            <source>The memory that this tensor may share was written</source>
            <translation>这个张量可能共享的内存已被改写</translation>
        </message>
        <message>
            <source>Reshape after the write, or write to a copy: .clone()</source>
            <translation>请在改写之后再改变形状，或改写副本：.clone()</translation>
        </message>
        <message>
            <source>A view that was made under no_grad is used after its base got a history</source>
            <translation>在 no_grad 下建立的视图，在其基张量有了计算历史之后又被使用</translation>
        </message>
        <message>
            <source>Make the view again, or detach it</source>
            <translation>请重新建立视图，或将它 detach</translation>
        </message>
        <message>
            <source>A leaf that shares memory was written through a tensor with a history</source>
            <translation>共享内存的叶子张量通过有计算历史的张量被改写</translation>
        </message>
        <message>
            <source>Write to a copy: .clone()</source>
            <translation>请改写副本：.clone()</translation>
        </message>
        <message>
            <source>No device has this name</source>
            <translation>没有这个名称的设备</translation>
        </message>
        <message>
            <source>The default dtype is a floating-point one</source>
            <translation>默认 dtype 必须是浮点类型</translation>
        </message>
        <message>
            <source>This dtype is not one of the engine's</source>
            <translation>这个 dtype 不是引擎的类型</translation>
        </message>
        <message>
            <source>There is no such GPU</source>
            <translation>没有这个 GPU</translation>
        </message>
        <message>
            <source>Use the CPU</source>
            <translation>请使用 CPU</translation>
        </message>
        <message>
            <source>Install CuPy (pip install nodegraph[cuda]), or use the CPU</source>
            <translation>请安装 CuPy（pip install nodegraph[cuda]），或使用 CPU</translation>
        </message>
        <message>
            <source>There is no seed {seed}</source>
            <translation>没有种子 {seed}</translation>
        </message>
        <message>
            <source>A batch has at least one sample</source>
            <translation>一批至少要有一个样本</translation>
        </message>
        <message>
            <source>The samples of a batch have equal {property}</source>
            <translation>同一批样本的 {property} 必须相同</translation>
        </message>
        <message>
            <source>The samples of a batch have one shape</source>
            <translation>同一批的样本形状必须相同</translation>
        </message>
        <message>
            <source>Resize or pad the samples, or pass collate_fn</source>
            <translation>请调整样本的大小，或填充，或传入 collate_fn</translation>
        </message>
        <message>
            <source>The tensors of a data set have one length</source>
            <translation>数据集中各张量的长度必须相同</translation>
        </message>
        <message>
            <source>A subset names samples of its data set</source>
            <translation>子集只能指定其数据集中的样本</translation>
        </message>
        <message>
            <source>There are no data sets to join</source>
            <translation>没有可拼接的数据集</translation>
        </message>
        <message>
            <source>Data sets side by side have one length</source>
            <translation>并列的数据集长度必须相同</translation>
        </message>
        <message>
            <source>{path} cannot be read as IDX: {reason}</source>
            <translation>无法把 {path} 读作 IDX：{reason}</translation>
        </message>
        <message>
            <source>Download the file again, or choose another</source>
            <translation>请重新下载该文件，或选择其他文件</translation>
        </message>
        <message>
            <source>num_workers is 0 or more, and prefetch_factor 1 or more</source>
            <translation>num_workers 必须大于或等于 0，prefetch_factor 必须大于或等于 1</translation>
        </message>
        <message>
            <source>Only one thing can say in which order samples come</source>
            <translation>样本的顺序只能由一处决定</translation>
        </message>
        <message>
            <source>A data set that is only iterated comes in its own order</source>
            <translation>只能迭代的数据集按自己的顺序给出样本</translation>
        </message>
        <message>
            <source>Shuffle inside its __iter__</source>
            <translation>请在它的 __iter__ 中打乱</translation>
        </message>
        <message>
            <source>A data set that is only iterated has no known length</source>
            <translation>只能迭代的数据集长度未知</translation>
        </message>
        <message>
            <source>A sampler draws at least one sample</source>
            <translation>采样器至少要抽取一个样本</translation>
        </message>
        <message>
            <source>The weights of samples are not negative, and not all zero</source>
            <translation>样本的权重不能为负，也不能全为零</translation>
        </message>
        <message>
            <source>There are not as many samples to draw</source>
            <translation>没有这么多样本可抽</translation>
        </message>
        <message>
            <source>The parts do not make up the data set</source>
            <translation>各部分合起来不等于数据集</translation>
        </message>
        <message>
            <source>A share is between 0 and 1</source>
            <translation>份额必须在 0 与 1 之间</translation>
        </message>
        <message>
            <source>A jitter is a number of 0 or more, or a range of factors</source>
            <translation>抖动应为大于或等于 0 的数，或一个系数区间</translation>
        </message>
        <message>
            <source>Hues move by at most half the circle</source>
            <translation>色相至多移动半个色环</translation>
        </message>
        <message>
            <source>A probability is between 0 and 1</source>
            <translation>概率必须在 0 与 1 之间</translation>
        </message>
        <message>
            <source>There is a weight of 0 or more for each transform</source>
            <translation>每个变换应有一个大于或等于 0 的权重</translation>
        </message>
        <message>
            <source>A picture has channels, rows and columns</source>
            <translation>图像必须有通道、行和列</translation>
        </message>
        <message>
            <source>Add a dimension of channels: picture[None]</source>
            <translation>请加上通道维：picture[None]</translation>
        </message>
        <message>
            <source>A picture has two or three dimensions</source>
            <translation>图像必须是二维或三维的</translation>
        </message>
        <message>
            <source>Only 8-bit numbers are taken for shades from 0 to 255</source>
            <translation>只有 8 位整数才能当作 0 到 255 的灰度值</translation>
        </message>
        <message>
            <source>Divide by the largest shade</source>
            <translation>请除以最大灰度值</translation>
        </message>
        <message>
            <source>A border has one, two or four widths</source>
            <translation>边框应给出一个、两个或四个宽度</translation>
        </message>
        <message>
            <source>There is no padding mode {name}</source>
            <translation>没有填充模式 {name}</translation>
        </message>
        <message>
            <source>A scale is above 0</source>
            <translation>缩放比例必须大于 0</translation>
        </message>
        <message>
            <source>A spread is above 0</source>
            <translation>标准差必须大于 0</translation>
        </message>
        <message>
            <source>A picture in colour has three channels</source>
            <translation>彩色图像必须有三个通道</translation>
        </message>
        <message>
            <source>A factor is not negative</source>
            <translation>系数不能为负</translation>
        </message>
        <message>
            <source>A size is a height and a width</source>
            <translation>大小应为高和宽</translation>
        </message>
        <message>
            <source>{name} are one number of 0 or more, or a range</source>
            <translation>{name} 应为一个大于或等于 0 的数，或一个区间</translation>
        </message>
        <message>
            <source>The picture is smaller than the part that is wanted</source>
            <translation>图像比所要裁取的部分小</translation>
        </message>
        <message>
            <source>Pass pad_if_needed=True, or resize first</source>
            <translation>请传入 pad_if_needed=True，或先调整大小</translation>
        </message>
        <message>
            <source>Shares of the area and ratios are ranges above 0</source>
            <translation>面积比例和宽高比应为大于 0 的区间</translation>
        </message>
        <message>
            <source>A picture is moved by shares of its size</source>
            <translation>图像的平移量应为其大小的比例</translation>
        </message>
        <message>
            <source>Scales are a range above 0</source>
            <translation>缩放比例应为大于 0 的区间</translation>
        </message>
        <message>
            <source>Only floating-point tensors can require a gradient</source>
            <translation>只有浮点张量可以要求梯度</translation>
        </message>
        <message>
            <source>A result on the tape requires a gradient as its operands do</source>
            <translation>计算记录中的结果是否需要梯度由其操作数决定</translation>
        </message>
        <message>
            <source>Use .detach(), or compute it inside no_grad</source>
            <translation>请使用 .detach()，或在 no_grad 中计算它</translation>
        </message>
        <message>
            <source>A gradient has the shape of its tensor</source>
            <translation>梯度的形状必须与其张量相同</translation>
        </message>
        <message>
            <source>Gradients are added up in leaves only</source>
            <translation>梯度只在叶子张量中累加</translation>
        </message>
        <message>
            <source>Use register_hook</source>
            <translation>请使用 register_hook</translation>
        </message>
        <message>
            <source>{operation} needs a tensor that requires a gradient</source>
            <translation>{operation} 要求张量需要梯度</translation>
        </message>
        <message>
            <source>Set requires_grad=True first</source>
            <translation>请先设置 requires_grad=True</translation>
        </message>
        <message>
            <source>A size depends on the batch size N in a way that shapes alone cannot decide</source>
            <translation>某个大小对批大小 N 的依赖方式无法仅凭形状判定</translation>
        </message>
        <message>
            <source>Keep the batch as a dimension of its own</source>
            <translation>请让批次单独占一个维度</translation>
        </message>
        <message>
            <source>{kind} has no {name} of its own</source>
            <translation>{kind} 没有自己的 {name}</translation>
        </message>
        <message>
            <source>Write a method {method}</source>
            <translation>请编写方法 {method}</translation>
        </message>
        <message>
            <source>{path} cannot be read as weights: {reason}</source>
            <translation>无法把 {path} 读作权重：{reason}</translation>
        </message>
        <message>
            <source>Choose a file of saved weights, or save the weights again</source>
            <translation>请选择保存的权重文件，或重新保存权重</translation>
        </message>
        <message>
            <source>There is no such rounding</source>
            <translation>没有这种舍入方式</translation>
        </message>
        <message>
            <source>where needs both choices, or none</source>
            <translation>where 需要同时给出两个选项，或都不给</translation>
        </message>
        <message>
            <source>rot90 turns in a plane of two dimensions</source>
            <translation>rot90 在两个维度构成的平面内旋转</translation>
        </message>
        <message>
            <source>repeats is 0 or more</source>
            <translation>repeats 必须大于或等于 0</translation>
        </message>
        <message>
            <source>indexing is "ij" or "xy"</source>
            <translation>indexing 必须是 "ij" 或 "xy"</translation>
        </message>
        <message>
            <source>The axes of a grid are vectors</source>
            <translation>网格的各轴必须是向量</translation>
        </message>
        <message>
            <source>combinations chooses from a vector</source>
            <translation>combinations 从向量中选取</translation>
        </message>
        <message>
            <source>r is 0 or more</source>
            <translation>r 必须大于或等于 0</translation>
        </message>
        <message>
            <source>block_diag joins matrices</source>
            <translation>block_diag 拼接的是矩阵</translation>
        </message>
        <message>
            <source>{name} needs {least} dimensions or more</source>
            <translation>{name} 需要至少 {least} 维</translation>
        </message>
        <message>
            <source>repeat_interleave needs one number for each element</source>
            <translation>repeat_interleave 对每个元素需要一个数</translation>
        </message>
        <message>
            <source>Tensors of different dtypes are not compared for closeness</source>
            <translation>dtype 不同的张量不能比较是否接近</translation>
        </message>
        <message>
            <source>The result of einsum has letters of its operands, each once</source>
            <translation>einsum 结果的字母必须来自操作数，且各出现一次</translation>
        </message>
        <message>
            <source>Both lists of tensordot have one length</source>
            <translation>tensordot 的两个列表长度必须相同</translation>
        </message>
        <message>
            <source>einsum needs letters for each operand</source>
            <translation>einsum 对每个操作数都需要一组字母</translation>
        </message>
        <message>
            <source>tensordot sums over dimensions that both have</source>
            <translation>tensordot 求和的维度必须两者都有</translation>
        </message>
        <message>
            <source>einsum has one letter for each dimension</source>
            <translation>einsum 对每个维度需要一个字母</translation>
        </message>
        <message>
            <source>A diagonal needs two equal sizes</source>
            <translation>取对角线要求两个维度大小相等</translation>
        </message>
        <message>
            <source>The dimension {letter} has one size in all operands</source>
            <translation>维度 {letter} 在所有操作数中的大小必须相同</translation>
        </message>
        <message>
            <source>cov takes variables in rows</source>
            <translation>cov 的输入应以各行为变量</translation>
        </message>
        <message>
            <source>fweights are counts</source>
            <translation>fweights 必须是计数</translation>
        </message>
        <message>
            <source>There is one weight for each observation</source>
            <translation>每个观测值应有一个权重</translation>
        </message>
        <message>
            <source>This needs a copy</source>
            <translation>这里需要复制</translation>
        </message>
        <message>
            <source>Leave copy out, or pass copy=True</source>
            <translation>请去掉 copy，或传入 copy=True</translation>
        </message>
        <message>
            <source>arange does not get from {start} to {end} in steps of {step}</source>
            <translation>arange 以 {step} 为步长无法从 {start} 到 {end}</translation>
        </message>
        <message>
            <source>A tensor holds numbers</source>
            <translation>张量的内容必须是数</translation>
        </message>
        <message>
            <source>NaN and infinity are no whole numbers</source>
            <translation>NaN 和无穷大不是整数</translation>
        </message>
        <message>
            <source>There are 0 steps or more</source>
            <translation>步数必须大于或等于 0</translation>
        </message>
        <message>
            <source>Nested lists must be of equal length</source>
            <translation>嵌套列表的长度必须相等</translation>
        </message>
        <message>
            <source>diag takes a vector or a matrix</source>
            <translation>diag 的输入必须是向量或矩阵</translation>
        </message>
        <message>
            <source>Use diagonal or diag_embed for more dimensions</source>
            <translation>维度更多时，请使用 diagonal 或 diag_embed</translation>
        </message>
        <message>
            <source>trace takes a matrix</source>
            <translation>trace 的输入必须是矩阵</translation>
        </message>
        <message>
            <source>A single number has no dimensions</source>
            <translation>单个数没有维度</translation>
        </message>
        <message>
            <source>finfo is for floating-point dtypes</source>
            <translation>finfo 只用于浮点 dtype</translation>
        </message>
        <message>
            <source>Use iinfo</source>
            <translation>请使用 iinfo</translation>
        </message>
        <message>
            <source>iinfo is for integer dtypes</source>
            <translation>iinfo 只用于整数 dtype</translation>
        </message>
        <message>
            <source>Use finfo</source>
            <translation>请使用 finfo</translation>
        </message>
        <message>
            <source>A fill value is one number</source>
            <translation>填入的值必须是一个数</translation>
        </message>
        <message>
            <source>A size is 0 or more</source>
            <translation>大小必须大于或等于 0</translation>
        </message>
        <message>
            <source>This part is not inside</source>
            <translation>这一部分不在范围之内</translation>
        </message>
        <message>
            <source>The indices have the input's dimensions</source>
            <translation>索引的维数必须与输入相同</translation>
        </message>
        <message>
            <source>A position is outside</source>
            <translation>有一个位置超出范围</translation>
        </message>
        <message>
            <source>index_fill writes one number</source>
            <translation>index_fill 只写入一个数</translation>
        </message>
        <message>
            <source>masked_fill writes one number</source>
            <translation>masked_fill 只写入一个数</translation>
        </message>
        <message>
            <source>What is written has the shape of the part that it replaces</source>
            <translation>写入内容的形状必须与被替换的部分相同</translation>
        </message>
        <message>
            <source>What is written has the input's dtype</source>
            <translation>写入内容的 dtype 必须与输入相同</translation>
        </message>
        <message>
            <source>Convert it with .to(input.dtype)</source>
            <translation>请用 .to(input.dtype) 转换它</translation>
        </message>
        <message>
            <source>The index is a vector</source>
            <translation>索引必须是向量</translation>
        </message>
        <message>
            <source>A mask is true or false</source>
            <translation>掩码必须是布尔值</translation>
        </message>
        <message>
            <source>Compare, for example mask != 0</source>
            <translation>请作比较，例如 mask != 0</translation>
        </message>
        <message>
            <source>There is one slice for each index</source>
            <translation>每个索引应有一个切片</translation>
        </message>
        <message>
            <source>Stacked tensors have one shape</source>
            <translation>堆叠的张量形状必须相同</translation>
        </message>
        <message>
            <source>Parts have a size of 1 or more</source>
            <translation>每一份的大小必须大于或等于 1</translation>
        </message>
        <message>
            <source>The parts add up to the dimension</source>
            <translation>各份之和必须等于该维度的大小</translation>
        </message>
        <message>
            <source>There is one chunk or more</source>
            <translation>至少要分成一块</translation>
        </message>
        <message>
            <source>The batch is not split</source>
            <translation>批次不能拆分</translation>
        </message>
        <message>
            <source>Split along another dimension</source>
            <translation>请沿其他维度拆分</translation>
        </message>
        <message>
            <source>This split needs {least} dimensions or more</source>
            <translation>这种拆分需要至少 {least} 维</translation>
        </message>
        <message>
            <source>The dimension divides into {parts} equal parts</source>
            <translation>该维度必须能分成相等的 {parts} 份</translation>
        </message>
        <message>
            <source>There is one part or more</source>
            <translation>至少要分成一份</translation>
        </message>
        <message>
            <source>This memory cannot be seen in the shape {wanted} without a copy</source>
            <translation>不复制就无法把这块内存看作形状 {wanted}</translation>
        </message>
        <message>
            <source>Use .reshape(...), or .contiguous() first</source>
            <translation>请使用 .reshape(...)，或先调用 .contiguous()</translation>
        </message>
        <message>
            <source>as_strided reads a contiguous tensor from the beginning of its memory</source>
            <translation>as_strided 要求张量连续，且从其内存的开头读取</translation>
        </message>
        <message>
            <source>Copy it first with .clone()</source>
            <translation>请先用 .clone() 复制</translation>
        </message>
        <message>
            <source>Both batches have one size</source>
            <translation>两个批次的大小必须相同</translation>
        </message>
        <message>
            <source>dot takes one dtype</source>
            <translation>dot 的两个输入 dtype 必须相同</translation>
        </message>
        <message>
            <source>inner needs one size in the last dimension</source>
            <translation>inner 要求末维大小相同</translation>
        </message>
        <message>
            <source>What is added has the product's shape</source>
            <translation>相加项的形状必须与乘积相同</translation>
        </message>
        <message>
            <source>There is nothing to multiply</source>
            <translation>没有可相乘的内容</translation>
        </message>
        <message>
            <source>{name} takes tensors of {ndim} dimensions</source>
            <translation>{name} 的输入必须是 {ndim} 维张量</translation>
        </message>
        <message>
            <source>A cross product is of vectors of 3 numbers</source>
            <translation>叉积的输入必须是三维向量</translation>
        </message>
        <message>
            <source>A chain is of matrices; its first and last may be vectors</source>
            <translation>连乘的各项必须是矩阵；首项和末项可以是向量</translation>
        </message>
        <message>
            <source>There is no norm {p}</source>
            <translation>没有范数 {p}</translation>
        </message>
        <message>
            <source>The order of a norm is a number</source>
            <translation>范数的阶必须是数</translation>
        </message>
        <message>
            <source>A matrix lies in two different dimensions</source>
            <translation>矩阵必须位于两个不同的维度</translation>
        </message>
        <message>
            <source>There is no norm {ord} of matrices</source>
            <translation>矩阵没有范数 {ord}</translation>
        </message>
        <message>
            <source>A norm of this order is of vectors or matrices</source>
            <translation>这种阶的范数只用于向量或矩阵</translation>
        </message>
        <message>
            <source>Name one or two dimensions</source>
            <translation>请指定一个或两个维度</translation>
        </message>
        <message>
            <source>renorm needs p &gt; 0 and maxnorm ≥ 0</source>
            <translation>renorm 要求 p &gt; 0 且 maxnorm ≥ 0</translation>
        </message>
        <message>
            <source>cdist compares rows of one length</source>
            <translation>cdist 要求两边的行长度相同</translation>
        </message>
        <message>
            <source>The order of a distance is 0 or more</source>
            <translation>距离的阶必须大于或等于 0</translation>
        </message>
        <message>
            <source>clamp needs a limit</source>
            <translation>clamp 需要上限或下限</translation>
        </message>
        <message>
            <source>There is no such derivative</source>
            <translation>没有这一阶导数</translation>
        </message>
        <message>
            <source>Booleans have no sign</source>
            <translation>布尔值没有正负号</translation>
        </message>
        <message>
            <source>randint needs a size</source>
            <translation>randint 需要 size</translation>
        </message>
        <message>
            <source>randint draws below `high`</source>
            <translation>randint 只抽取小于 `high` 的数</translation>
        </message>
        <message>
            <source>The normal distribution of two numbers needs a size</source>
            <translation>均值和标准差都是数时，正态分布需要 size</translation>
        </message>
        <message>
            <source>A standard deviation is not negative</source>
            <translation>标准差不能为负</translation>
        </message>
        <message>
            <source>Probabilities are floating-point numbers</source>
            <translation>概率必须是浮点数</translation>
        </message>
        <message>
            <source>uniform draws below `high`</source>
            <translation>uniform 只抽取小于 `high` 的数</translation>
        </message>
        <message>
            <source>A rate is above 0</source>
            <translation>速率参数必须大于 0</translation>
        </message>
        <message>
            <source>nanmean computes with floating-point numbers</source>
            <translation>nanmean 只能用浮点数计算</translation>
        </message>
        <message>
            <source>Give unbiased or correction, not both</source>
            <translation>unbiased 与 correction 只能给一个</translation>
        </message>
        <message>
            <source>diff needs a dimension</source>
            <translation>diff 需要至少一维</translation>
        </message>
        <message>
            <source>The order of a difference is 0 or more</source>
            <translation>差分的阶数必须大于或等于 0</translation>
        </message>
        <message>
            <source>scatter has no such reduction</source>
            <translation>scatter 没有这种归约方式</translation>
        </message>
        <message>
            <source>scatter_reduce has no such reduction</source>
            <translation>scatter_reduce 没有这种归约方式</translation>
        </message>
        <message>
            <source>scatter writes values of the input's dtype</source>
            <translation>scatter 写入的值 dtype 必须与输入相同</translation>
        </message>
        <message>
            <source>Convert them with .to(input.dtype)</source>
            <translation>请用 .to(input.dtype) 转换它们</translation>
        </message>
        <message>
            <source>scatter needs a value for each index</source>
            <translation>scatter 对每个索引需要一个值</translation>
        </message>
        <message>
            <source>flatten needs start_dim at or before end_dim</source>
            <translation>flatten 要求 start_dim 不在 end_dim 之后</translation>
        </message>
        <message>
            <source>t() transposes matrices</source>
            <translation>t() 只转置矩阵</translation>
        </message>
        <message>
            <source>Use transpose(dim0, dim1), or mT for the matrices of a batch</source>
            <translation>请使用 transpose(dim0, dim1)；转置一批矩阵请用 mT</translation>
        </message>
        <message>
            <source>movedim names each dimension once, and one place for each</source>
            <translation>movedim 要求每个维度恰好写一次，且各对应一个位置</translation>
        </message>
        <message>
            <source>A tensor does not expand to fewer dimensions</source>
            <translation>张量不能扩展为更少的维度</translation>
        </message>
        <message>
            <source>There is no such interpolation</source>
            <translation>没有这种插值方式</translation>
        </message>
        <message>
            <source>Quantiles need shares and numbers of one floating-point dtype</source>
            <translation>分位数要求 q 与输入为同一种浮点 dtype</translation>
        </message>
        <message>
            <source>Shares are a number or a row</source>
            <translation>q 必须是一个数或一行数</translation>
        </message>
        <message>
            <source>There is no such side</source>
            <translation>没有这样的 side</translation>
        </message>
        <message>
            <source>A histogram has one bin or more, and min is at most max</source>
            <translation>直方图至少有一个分箱，且 min 不大于 max</translation>
        </message>
        <message>
            <source>bincount counts a row</source>
            <translation>bincount 的输入必须是一行数</translation>
        </message>
        <message>
            <source>minlength is 0 or more</source>
            <translation>minlength 必须大于或等于 0</translation>
        </message>
        <message>
            <source>{operation} cannot be computed of what it was given</source>
            <translation>{operation} 无法用所给的内容计算</translation>
        </message>
        <message>
            <source>{operation} takes something else as {argument}</source>
            <translation>{operation} 的参数 {argument} 类型不符</translation>
        </message>
        <message>
            <source>A view that was made under no_grad is written where gradients are recorded</source>
            <translation>在 no_grad 下建立的视图，在记录梯度时被改写</translation>
        </message>
        <message>
            <source>Make the view outside of no_grad, or write inside it</source>
            <translation>请在 no_grad 之外建立视图，或在其中改写</translation>
        </message>
        <message>
            <source>A write in place keeps the shape</source>
            <translation>就地改写必须保持形状不变</translation>
        </message>
        <message>
            <source>Use the operation that makes a new tensor (without the underscore)</source>
            <translation>请使用产生新张量的运算（不带下划线）</translation>
        </message>
        <message>
            <source>The result cannot be stored in this tensor</source>
            <translation>结果无法存入这个张量</translation>
        </message>
        <message>
            <source>Convert the tensor first, or use the operation that makes a new one</source>
            <translation>请先转换张量，或使用产生新张量的运算</translation>
        </message>
        <message>
            <source>Several elements of this tensor are one place in memory</source>
            <translation>这个张量有多个元素位于内存中的同一处</translation>
        </message>
        <message>
            <source>fill_ takes one number</source>
            <translation>fill_ 只接受一个数</translation>
        </message>
        <message>
            <source>A meta tensor has no values to store</source>
            <translation>meta 张量没有可存入的值</translation>
        </message>
        <message>
            <source>Make both tensors on the same device</source>
            <translation>请在同一设备上创建这两个张量</translation>
        </message>
        <message>
            <source>A leaf that requires a gradient is not written in place</source>
            <translation>需要梯度的叶子张量不能就地改写</translation>
        </message>
        <message>
            <source>A view of a leaf that requires a gradient is not written in place</source>
            <translation>需要梯度的叶子张量的视图不能就地改写</translation>
        </message>
        <message>
            <source>Write inside `with engine.no_grad():`, or compute a new tensor</source>
            <translation>请在 `with engine.no_grad():` 中改写，或计算新的张量</translation>
        </message>
        <message>
            <source>ind is 1 or more</source>
            <translation>ind 必须大于或等于 1</translation>
        </message>
        <message>
            <source>There is no such driver</source>
            <translation>没有这个 driver</translation>
        </message>
        <message>
            <source>solve(left=False) takes matrices on the right</source>
            <translation>solve(left=False) 的右侧必须是矩阵</translation>
        </message>
        <message>
            <source>Fractional pooling takes an output_size or an output_ratio</source>
            <translation>分数池化需要 output_size 与 output_ratio 之一</translation>
        </message>
        <message>
            <source>output_ratio is between 0 and 1</source>
            <translation>output_ratio 必须在 0 与 1 之间</translation>
        </message>
        <message>
            <source>{kind} takes several inputs</source>
            <translation>{kind} 需要多个输入</translation>
        </message>
        <message>
            <source>A slice steps forward</source>
            <translation>切片的步长必须为正</translation>
        </message>
        <message>
            <source>A single number has no slices</source>
            <translation>单个数没有切片</translation>
        </message>
        <message>
            <source>embed_dim is shared out evenly among the heads</source>
            <translation>embed_dim 必须能平均分给各注意力头</translation>
        </message>
        <message>
            <source>Set embed_dim to {below} or {above}, or change num_heads</source>
            <translation>请把 embed_dim 设为 {below} 或 {above}，或改变 num_heads</translation>
        </message>
        <message>
            <source>Query heads are shared out evenly among key and value heads</source>
            <translation>查询头必须能平均分给键值头</translation>
        </message>
        <message>
            <source>Attention takes a batch of sequences</source>
            <translation>注意力的输入必须是一批序列</translation>
        </message>
        <message>
            <source>{kind} takes input of another shape</source>
            <translation>{kind} 的输入形状不符</translation>
        </message>
        <message>
            <source>Only a module can be checkpointed</source>
            <translation>只有模块才能设检查点</translation>
        </message>
        <message>
            <source>Use engine.utils.checkpoint.checkpoint for functions</source>
            <translation>对函数请使用 engine.utils.checkpoint.checkpoint</translation>
        </message>
        <message>
            <source>There is no module {index}</source>
            <translation>没有模块 {index}</translation>
        </message>
        <message>
            <source>There is no module {name}</source>
            <translation>没有模块 {name}</translation>
        </message>
        <message>
            <source>{groups} groups do not divide {name} evenly</source>
            <translation>{groups} 个组不能整除 {name}</translation>
        </message>
        <message>
            <source>A transposed convolution is padded with zeros, by numbers</source>
            <translation>转置卷积只能补零，且填充要用数给出</translation>
        </message>
        <message>
            <source>The convolution's stride does not make this output_size</source>
            <translation>该卷积的步幅得不到这个 output_size</translation>
        </message>
        <message>
            <source>The weight has a row for each token</source>
            <translation>权重对每个词元必须有一行</translation>
        </message>
        <message>
            <source>PReLU learns one slope, or one for each channel</source>
            <translation>PReLU 学习一个斜率，或每个通道一个</translation>
        </message>
        <message>
            <source>Set num_parameters to {channels}</source>
            <translation>请把 num_parameters 设为 {channels}</translation>
        </message>
        <message>
            <source>The lower end is above the upper one</source>
            <translation>下限大于上限</translation>
        </message>
        <message>
            <source>The shrinkage is not negative</source>
            <translation>收缩量不能为负</translation>
        </message>
        <message>
            <source>The alpha of CELU is not 0</source>
            <translation>CELU 的 alpha 不能为 0</translation>
        </message>
        <message>
            <source>There is no approximation {name}</source>
            <translation>没有 {name} 这种近似</translation>
        </message>
        <message>
            <source>The attention mask does not fit the scores</source>
            <translation>注意力掩码与注意力得分的形状不相容</translation>
        </message>
        <message>
            <source>Query, key and value do not belong together</source>
            <translation>查询、键和值的形状不匹配</translation>
        </message>
        <message>
            <source>The query's features are shared out among the heads</source>
            <translation>查询的特征必须能平均分给各注意力头</translation>
        </message>
        <message>
            <source>Keys and values come in pairs, for each batch of queries</source>
            <translation>键与值必须成对，且批次与查询一致</translation>
        </message>
        <message>
            <source>is_causal says what the mask is, and there is none</source>
            <translation>is_causal 只说明掩码的类型，而这里没有掩码</translation>
        </message>
        <message>
            <source>Pass Transformer.generate_square_subsequent_mask(length)</source>
            <translation>请传入 Transformer.generate_square_subsequent_mask(length)</translation>
        </message>
        <message>
            <source>Given keys and values are projected already, a row for each batch and head</source>
            <translation>给定的键和值必须是已投影的，每个样本的每个注意力头一行</translation>
        </message>
        <message>
            <source>A projection has no weight</source>
            <translation>有一个投影没有权重</translation>
        </message>
        <message>
            <source>Query, key, value and masks do not belong together</source>
            <translation>查询、键、值与掩码的维数不匹配</translation>
        </message>
        <message>
            <source>The {name} has another shape than the attention</source>
            <translation>{name} 的形状与注意力的形状不同</translation>
        </message>
        <message>
            <source>The {name} holds booleans, or numbers to add</source>
            <translation>{name} 必须是布尔值，或要相加的浮点数</translation>
        </message>
        <message>
            <source>Causal attention has its mask already</source>
            <translation>因果注意力已自带掩码</translation>
        </message>
        <message>
            <source>A learned key is not added to given ones</source>
            <translation>给定了键和值时，不能再添加学到的键</translation>
        </message>
        <message>
            <source>Distances are between the rows of a matrix</source>
            <translation>距离只能在矩阵的各行之间计算</translation>
        </message>
        <message>
            <source>There is one weight for each kernel, none of them negative</source>
            <translation>每个核函数应有一个权重，且不能为负</translation>
        </message>
        <message>
            <source>A bandwidth cannot be {width}</source>
            <translation>带宽不能为 {width}</translation>
        </message>
        <message>
            <source>Two sets of features have equally many features</source>
            <translation>两组特征的特征数必须相同</translation>
        </message>
        <message>
            <source>Flatten the features to (N, D)</source>
            <translation>请把特征展平为 (N, D)</translation>
        </message>
        <message>
            <source>A Gram matrix is of feature maps</source>
            <translation>格拉姆矩阵只能由特征图算出</translation>
        </message>
        <message>
            <source>Input and target have feature maps of one shape</source>
            <translation>输入与目标的特征图形状必须相同</translation>
        </message>
        <message>
            <source>dropout1d takes sequences of channels</source>
            <translation>dropout1d 的输入必须是多通道序列</translation>
        </message>
        <message>
            <source>Use dropout</source>
            <translation>请使用 dropout</translation>
        </message>
        <message>
            <source>padding_idx is one of the vocabulary's numbers</source>
            <translation>padding_idx 必须是词表中的编号</translation>
        </message>
        <message>
            <source>There is no such mode</source>
            <translation>没有这种 mode</translation>
        </message>
        <message>
            <source>Bags are rows of tokens, or all tokens with offsets</source>
            <translation>词袋应为若干行词元，或全部词元加 offsets</translation>
        </message>
        <message>
            <source>Offsets belong to tokens in one row</source>
            <translation>offsets 只能与排成一行的词元同用</translation>
        </message>
        <message>
            <source>There is one weight for each token, and only sums are weighted</source>
            <translation>每个词元应有一个权重，且只有求和可以加权</translation>
        </message>
        <message>
            <source>A maximum does not divide its gradient by frequency</source>
            <translation>取最大值时不能按词频缩放梯度</translation>
        </message>
        <message>
            <source>No class numbers and no num_classes</source>
            <translation>既没有类别编号，也没有 num_classes</translation>
        </message>
        <message>
            <source>Pass num_classes</source>
            <translation>请传入 num_classes</translation>
        </message>
        <message>
            <source>Fractional pooling needs an output_size, or an output_ratio between 0 and 1</source>
            <translation>分数池化需要 output_size，或 0 与 1 之间的 output_ratio</translation>
        </message>
        <message>
            <source>There is no such aggregation</source>
            <translation>没有这种聚合方式</translation>
        </message>
        <message>
            <source>There is one weight for each edge</source>
            <translation>每条边应有一个权重</translation>
        </message>
        <message>
            <source>An affine map of pictures is 2×3 (of solids 3×4) for each sample</source>
            <translation>每个样本的仿射变换，图像须为 2×3（立体数据须为 3×4）</translation>
        </message>
        <message>
            <source>The grid has {rank} coordinates for each place of each sample</source>
            <translation>网格对每个样本的每个位置必须有 {rank} 个坐标</translation>
        </message>
        <message>
            <source>There is no {name} {given} here</source>
            <translation>这里没有 {name} {given}</translation>
        </message>
        <message>
            <source>Label smoothing is between 0 and 1</source>
            <translation>标签平滑必须在 0 与 1 之间</translation>
        </message>
        <message>
            <source>The loss takes samples and a weight with a row for each class</source>
            <translation>该损失的输入必须是样本，以及每个类别一行的权重</translation>
        </message>
        <message>
            <source>The input does not fit the weight</source>
            <translation>输入与权重的形状不匹配</translation>
        </message>
        <message>
            <source>The bias does not fit the weight</source>
            <translation>偏置与权重的形状不匹配</translation>
        </message>
        <message>
            <source>Only class numbers can be ignored</source>
            <translation>只有类别编号才能忽略</translation>
        </message>
        <message>
            <source>Targets in the shape of the input are probabilities</source>
            <translation>与输入形状相同的目标必须是概率</translation>
        </message>
        <message>
            <source>Give class numbers, one for each sample, or probabilities as floats</source>
            <translation>请给出类别编号，每个样本一个，或用浮点数给出概率</translation>
        </message>
        <message>
            <source>A temperature is above 0, and alpha a share</source>
            <translation>温度必须大于 0，alpha 必须在 0 与 1 之间</translation>
        </message>
        <message>
            <source>The margin is an angle</source>
            <translation>间隔必须是角度</translation>
        </message>
        <message>
            <source>SphereFace's margin multiplies the angle</source>
            <translation>SphereFace 的间隔必须是角度的倍数</translation>
        </message>
        <message>
            <source>An angular margin compares features with a row for each class</source>
            <translation>角度间隔把特征与每个类别的一行权重相比较</translation>
        </message>
        <message>
            <source>gamma cannot be {gamma}</source>
            <translation>gamma 不能为 {gamma}</translation>
        </message>
        <message>
            <source>There is one target for each sample</source>
            <translation>每个样本应有一个目标</translation>
        </message>
        <message>
            <source>The variance has the input's shape, or one value for a dimension of it</source>
            <translation>方差的形状必须与输入相同，或在某一维度上只有一个值</translation>
        </message>
        <message>
            <source>p cannot be {p}</source>
            <translation>p 不能为 {p}</translation>
        </message>
        <message>
            <source>The scores are (N, C) or (C)</source>
            <translation>得分的形状必须是 (N, C) 或 (C)</translation>
        </message>
        <message>
            <source>There is one target for each pair</source>
            <translation>每一对应有一个目标</translation>
        </message>
        <message>
            <source>Anchor, positive and negative have equally many dimensions</source>
            <translation>锚点、正样本和负样本的维数必须相同</translation>
        </message>
        <message>
            <source>The margin cannot be {margin}</source>
            <translation>间隔不能为 {margin}</translation>
        </message>
        <message>
            <source>The {operand} of the loss has the shape of its input</source>
            <translation>损失的 {operand} 形状必须与输入相同</translation>
        </message>
        <message>
            <source>Reshape one to the other: (N, 1) and (N,) are different shapes</source>
            <translation>请把一个改成另一个的形状：(N, 1) 与 (N,) 是不同的形状</translation>
        </message>
        <message>
            <source>beta cannot be {beta}</source>
            <translation>beta 不能为 {beta}</translation>
        </message>
        <message>
            <source>delta cannot be {delta}</source>
            <translation>delta 不能为 {delta}</translation>
        </message>
        <message>
            <source>The Dice loss takes a map for each class</source>
            <translation>Dice 损失对每个类别需要一张图</translation>
        </message>
        <message>
            <source>There is one target for each place</source>
            <translation>每个位置应有一个目标</translation>
        </message>
        <message>
            <source>CTC reads log-probabilities over time</source>
            <translation>CTC 的输入必须是各时间步的对数概率</translation>
        </message>
        <message>
            <source>eps is positive in training</source>
            <translation>训练时 eps 必须大于 0</translation>
        </message>
        <message>
            <source>Instance normalisation needs more than one value for each channel</source>
            <translation>实例归一化中，每个通道需要不止一个值</translation>
        </message>
        <message>
            <source>Use a larger input, or GroupNorm</source>
            <translation>请用更大的输入，或使用 GroupNorm</translation>
        </message>
        <message>
            <source>Group normalisation needs more than one value for each group</source>
            <translation>组归一化中，每个组需要不止一个值</translation>
        </message>
        <message>
            <source>Use fewer groups</source>
            <translation>请减少组数</translation>
        </message>
        <message>
            <source>Local response normalisation takes channels with at least one more dimension</source>
            <translation>局部响应归一化的输入除通道外至少还要有一个维度</translation>
        </message>
        <message>
            <source>Evaluation needs running statistics</source>
            <translation>评估需要滑动统计量</translation>
        </message>
        <message>
            <source>Pass them, or training=True</source>
            <translation>请传入它们，或 training=True</translation>
        </message>
        <message>
            <source>Padding has two sizes for each dimension, the last dimension first</source>
            <translation>填充对每个维度应给两个大小，末维在前</translation>
        </message>
        <message>
            <source>Only constant padding has a value</source>
            <translation>只有常数填充才有填充值</translation>
        </message>
        <message>
            <source>Negative padding leaves nothing</source>
            <translation>负填充使输出为空</translation>
        </message>
        <message>
            <source>The output size is one number, or one for each dimension</source>
            <translation>输出大小应为一个数，或每个维度一个</translation>
        </message>
        <message>
            <source>This output_size does not pool to the input's size</source>
            <translation>这个 output_size 池化后得不到输入的大小</translation>
        </message>
        <message>
            <source>recompute_scale_factor goes with a scale_factor</source>
            <translation>recompute_scale_factor 必须与 scale_factor 同用</translation>
        </message>
        <message>
            <source>There is no interpolation {mode} over {rank} dimensions</source>
            <translation>在 {rank} 个维度上没有 {mode} 插值</translation>
        </message>
        <message>
            <source>align_corners goes with linear, bilinear, bicubic and trilinear</source>
            <translation>align_corners 只能与 linear、bilinear、bicubic 和 trilinear 同用</translation>
        </message>
        <message>
            <source>antialias goes with bilinear and bicubic</source>
            <translation>antialias 只能与 bilinear 和 bicubic 同用</translation>
        </message>
        <message>
            <source>Interpolation takes a size or a scale_factor</source>
            <translation>插值需要 size 与 scale_factor 之一</translation>
        </message>
        <message>
            <source>scale_factor is one positive number, or one for each dimension</source>
            <translation>scale_factor 应为一个正数，或每个维度一个</translation>
        </message>
        <message>
            <source>The input has {actual_ndim} dimensions</source>
            <translation>输入有 {actual_ndim} 维</translation>
        </message>
        <message>
            <source>The square of upscale_factor divides the channels</source>
            <translation>通道数必须能被 upscale_factor 的平方整除</translation>
        </message>
        <message>
            <source>downscale_factor divides height and width</source>
            <translation>高和宽必须能被 downscale_factor 整除</translation>
        </message>
        <message>
            <source>groups divides the channels</source>
            <translation>通道数必须能被 groups 整除</translation>
        </message>
        <message>
            <source>This is one integer, or one for each dimension</source>
            <translation>这里需要一个整数，或每个维度一个</translation>
        </message>
        <message>
            <source>There is no padding {name}</source>
            <translation>没有 {name} 这种填充</translation>
        </message>
        <message>
            <source>Padding "same" goes with stride 1</source>
            <translation>填充 "same" 只能与 stride 1 同用</translation>
        </message>
        <message>
            <source>Give the padding as numbers</source>
            <translation>请用数给出填充</translation>
        </message>
        <message>
            <source>The temperature is above 0</source>
            <translation>温度必须大于 0</translation>
        </message>
        <message>
            <source>For the likeliest token always, use greedy</source>
            <translation>若总要最可能的词元，请使用 greedy</translation>
        </message>
        <message>
            <source>Generation goes on from at least one token</source>
            <translation>生成至少要从一个词元开始</translation>
        </message>
        <message>
            <source>Beam search goes on from one sequence</source>
            <translation>束搜索只能从一个序列开始</translation>
        </message>
        <message>
            <source>There is at least one beam</source>
            <translation>束的个数至少为 1</translation>
        </message>
        <message>
            <source>Tokens are chosen by rows of logits</source>
            <translation>选取词元需要各行的 logits</translation>
        </message>
        <message>
            <source>Take those of the last position: logits[:, -1]</source>
            <translation>请取最后一个位置的：logits[:, -1]</translation>
        </message>
        <message>
            <source>top_k keeps at least one token</source>
            <translation>top_k 至少要保留一个词元</translation>
        </message>
        <message>
            <source>top_p is a probability</source>
            <translation>top_p 必须是概率</translation>
        </message>
        <message>
            <source>A graph convolution takes {channels} features of each node</source>
            <translation>该图卷积对每个节点接受 {channels} 个特征</translation>
        </message>
        <message>
            <source>Self-loops are added by the normalisation</source>
            <translation>自环由归一化添加</translation>
        </message>
        <message>
            <source>Nothing lies between these ends</source>
            <translation>这两个端点之间没有值</translation>
        </message>
        <message>
            <source>The output channels do not divide into {groups} groups</source>
            <translation>输出通道不能平均分成 {groups} 个组</translation>
        </message>
        <message>
            <source>The sparsity is a share</source>
            <translation>稀疏度必须在 0 与 1 之间</translation>
        </message>
        <message>
            <source>No gain is known for {name}</source>
            <translation>{name} 的增益未知</translation>
        </message>
        <message>
            <source>Fan-in and fan-out need a weight of two dimensions or more</source>
            <translation>扇入和扇出需要至少两维的权重</translation>
        </message>
        <message>
            <source>There is no mode {name}</source>
            <translation>没有模式 {name}</translation>
        </message>
        <message>
            <source>This initialisation is for tensors with another number of dimensions</source>
            <translation>这种初始化只用于其他维数的张量</translation>
        </message>
        <message>
            <source>There is one weight for each class</source>
            <translation>每个类别应有一个权重</translation>
        </message>
        <message>
            <source>Every token belongs to a segment</source>
            <translation>每个词元必须属于一个片段</translation>
        </message>
        <message>
            <source>The attention mask says of every token whether it is a word</source>
            <translation>注意力掩码必须逐个词元指明它是否为有效词元</translation>
        </message>
        <message>
            <source>Patches cover the image</source>
            <translation>图像块必须正好铺满图像</translation>
        </message>
        <message>
            <source>The network reads images of one size</source>
            <translation>该网络只接受一种大小的图像</translation>
        </message>
        <message>
            <source>Resize the images, or set image_size and in_channels</source>
            <translation>请调整图像的大小，或设置 image_size 和 in_channels</translation>
        </message>
        <message>
            <source>Padding is one size, or two for each dimension</source>
            <translation>填充应为一个大小，或每个维度两个</translation>
        </message>
        <message>
            <source>{layer} takes {rank} dimensions and channels, with or without a batch</source>
            <translation>{layer} 的输入应有 {rank} 个维度和通道维，可带或不带批次维</translation>
        </message>
        <message>
            <source>A container of parameters holds tensors</source>
            <translation>参数容器只能存放张量</translation>
        </message>
        <message>
            <source>There is no parameter {index}</source>
            <translation>没有参数 {index}</translation>
        </message>
        <message>
            <source>There is no parameter {name}</source>
            <translation>没有参数 {name}</translation>
        </message>
        <message>
            <source>Positions are added to sequences of {features} features</source>
            <translation>位置编码只能加到特征数为 {features} 的序列上</translation>
        </message>
        <message>
            <source>The sequence is longer than the learned positions</source>
            <translation>序列比学到的位置编码长</translation>
        </message>
        <message>
            <source>Set max_length to {length} or more, or shorten the sequence</source>
            <translation>请把 max_length 设为至少 {length}，或缩短序列</translation>
        </message>
        <message>
            <source>Rotation turns features in pairs</source>
            <translation>旋转位置编码要求特征成对</translation>
        </message>
        <message>
            <source>Choose embed_dim / num_heads even</source>
            <translation>请使 embed_dim / num_heads 为偶数</translation>
        </message>
        <message>
            <source>The state of an LSTM is a pair</source>
            <translation>LSTM 的状态必须是一对</translation>
        </message>
        <message>
            <source>There is no nonlinearity {name} of an RNN</source>
            <translation>RNN 没有非线性函数 {name}</translation>
        </message>
        <message>
            <source>There is one length for each sequence</source>
            <translation>每个序列应有一个长度</translation>
        </message>
        <message>
            <source>There is no recurrent mode {mode}</source>
            <translation>没有循环层模式 {mode}</translation>
        </message>
        <message>
            <source>Only an LSTM projects its output, and to fewer numbers than its hidden units</source>
            <translation>只有 LSTM 能投影其输出，且投影后的大小必须小于隐藏单元数</translation>
        </message>
        <message>
            <source>A recurrent layer takes a known number of steps, at least 1</source>
            <translation>循环层要求时间步数已知，且至少为 1</translation>
        </message>
        <message>
            <source>A packed sequence knows its lengths</source>
            <translation>打包序列已有各自的长度</translation>
        </message>
        <message>
            <source>The {kind} layer takes sequences of {size} numbers a step</source>
            <translation>{kind} 层的输入序列每个时间步应有 {size} 个数</translation>
        </message>
        <message>
            <source>Set input_size to {actual_size}</source>
            <translation>请把 input_size 设为 {actual_size}</translation>
        </message>
        <message>
            <source>The input of a recurrent layer has the dtype of its weights</source>
            <translation>循环层输入的 dtype 必须与其权重相同</translation>
        </message>
        <message>
            <source>Convert the input with .to(…), or the layer with .double() or .float()</source>
            <translation>请用 .to(…) 转换输入，或用 .double() 或 .float() 转换该层</translation>
        </message>
        <message>
            <source>The initial state {name} has another shape</source>
            <translation>初始状态 {name} 的形状不同</translation>
        </message>
        <message>
            <source>One sequence without a batch has a state without a batch</source>
            <translation>不带批次维的单个序列，其状态也不能带批次维</translation>
        </message>
        <message>
            <source>The {kind} takes {size} numbers for each sample</source>
            <translation>{kind} 的每个样本应有 {size} 个数</translation>
        </message>
        <message>
            <source>The state {name} has another shape</source>
            <translation>状态 {name} 的形状不同</translation>
        </message>
        <message>
            <source>{channels} channels do not divide into {groups} groups</source>
            <translation>{channels} 个通道不能平均分成 {groups} 个组</translation>
        </message>
        <message>
            <source>Set num_groups to a divisor of {channels}</source>
            <translation>请把 num_groups 设为 {channels} 的约数</translation>
        </message>
        <message>
            <source>Softmax2d takes images</source>
            <translation>Softmax2d 的输入必须是图像</translation>
        </message>
        <message>
            <source>The state does not belong to this module</source>
            <translation>这个状态不属于该模块</translation>
        </message>
        <message>
            <source>Load the state of the same network, or pass strict=False</source>
            <translation>请载入同一网络的状态，或传入 strict=False</translation>
        </message>
        <message>
            <source>The saved {key} has another shape</source>
            <translation>保存的 {key} 形状不同</translation>
        </message>
        <message>
            <source>Load the state of the same network</source>
            <translation>请载入同一网络的状态</translation>
        </message>
        <message>
            <source>The states of S4D come in pairs</source>
            <translation>S4D 的状态必须成对</translation>
        </message>
        <message>
            <source>The layer takes sequences of {d_model} channels</source>
            <translation>该层的输入必须是 {d_model} 个通道的序列</translation>
        </message>
        <message>
            <source>There is no dt_init {name}</source>
            <translation>没有 dt_init {name}</translation>
        </message>
        <message>
            <source>A step is one step of each sequence</source>
            <translation>step 对每个序列只走一个时间步</translation>
        </message>
        <message>
            <source>Use run for several steps</source>
            <translation>多个时间步请使用 run</translation>
        </message>
        <message>
            <source>The block takes sequences of {d_model} numbers a step</source>
            <translation>该模块的输入序列每个时间步应有 {d_model} 个数</translation>
        </message>
        <message>
            <source>{name} cannot be {value}</source>
            <translation>{name} 不能为 {value}</translation>
        </message>
        <message>
            <source>A summary is made for inputs of known shape</source>
            <translation>生成摘要要求输入的形状已知</translation>
        </message>
        <message>
            <source>The activation is named, or a function</source>
            <translation>激活函数应为名称或函数</translation>
        </message>
        <message>
            <source>Source and target have one batch, and d_model features</source>
            <translation>源序列与目标序列的批大小必须相同，特征数必须为 d_model</translation>
        </message>
        <message>
            <source>A member's name is not empty and has no dot</source>
            <translation>成员的名称不能为空，也不能含点</translation>
        </message>
        <message>
            <source>The module is not set up yet</source>
            <translation>模块尚未建立</translation>
        </message>
        <message>
            <source>Call super().__init__() first</source>
            <translation>请先调用 super().__init__()</translation>
        </message>
        <message>
            <source>{name} is not a module</source>
            <translation>{name} 不是模块</translation>
        </message>
        <message>
            <source>A norm's order is above 0</source>
            <translation>范数的阶必须大于 0</translation>
        </message>
        <message>
            <source>The total norm is not a finite number</source>
            <translation>总范数不是有限的数</translation>
        </message>
        <message>
            <source>Look for the first NaN, or pass error_if_nonfinite=False</source>
            <translation>请查找第一个 NaN，或传入 error_if_nonfinite=False</translation>
        </message>
        <message>
            <source>The vector has as many elements as the parameters together</source>
            <translation>向量的元素个数必须与各参数的元素总数相同</translation>
        </message>
        <message>
            <source>A padded batch has a dimension of steps and one of sequences</source>
            <translation>填充后的批次必须有时间步维和序列维</translation>
        </message>
        <message>
            <source>The lengths are not in decreasing order</source>
            <translation>长度不是降序排列</translation>
        </message>
        <message>
            <source>Pass enforce_sorted=False</source>
            <translation>请传入 enforce_sorted=False</translation>
        </message>
        <message>
            <source>total_length is shorter than the longest sequence</source>
            <translation>total_length 小于最长序列的长度</translation>
        </message>
        <message>
            <source>There is no padding side {side}</source>
            <translation>没有填充侧 {side}</translation>
        </message>
        <message>
            <source>Sequences that are padded together differ in their length only</source>
            <translation>一起填充的序列只能长度不同</translation>
        </message>
        <message>
            <source>Packing needs the lengths themselves</source>
            <translation>打包需要长度的具体数值</translation>
        </message>
        <message>
            <source>Give the padded batch to the layer, with lengths=</source>
            <translation>请把填充后的批次连同 lengths= 一起交给该层</translation>
        </message>
        <message>
            <source>Lengths are one integer for each sequence</source>
            <translation>长度应为每个序列一个整数</translation>
        </message>
        <message>
            <source>A length is outside of what the batch holds</source>
            <translation>有一个长度超出批次的范围</translation>
        </message>
        <message>
            <source>A gated linear unit halves a dimension</source>
            <translation>门控线性单元需要一个可以减半的维度</translation>
        </message>
        <message>
            <source>A gated linear unit halves dimension {dim}</source>
            <translation>门控线性单元要求维度 {dim} 能够减半</translation>
        </message>
        <message>
            <source>Make twice as many features as are wanted</source>
            <translation>请给出两倍于所需的特征数</translation>
        </message>
        <message>
            <source>The lower slope is above the upper one</source>
            <translation>斜率的下限大于上限</translation>
        </message>
        <message>
            <source>The convolution takes {expected_channels} channels</source>
            <translation>该卷积接受 {expected_channels} 个通道</translation>
        </message>
        <message>
            <source>Set in_channels to {actual_channels}</source>
            <translation>请把 in_channels 设为 {actual_channels}</translation>
        </message>
        <message>
            <source>{groups} groups do not divide {out_channels} output channels evenly</source>
            <translation>{groups} 个组不能整除 {out_channels} 个输出通道</translation>
        </message>
        <message>
            <source>The bias has one number for each output channel</source>
            <translation>偏置对每个输出通道必须有一个数</translation>
        </message>
        <message>
            <source>The transposed convolution takes {expected_channels} channels</source>
            <translation>该转置卷积接受 {expected_channels} 个通道</translation>
        </message>
        <message>
            <source>{groups} groups do not divide {in_channels} input channels evenly</source>
            <translation>{groups} 个组不能整除 {in_channels} 个输入通道</translation>
        </message>
        <message>
            <source>The padding leaves nothing of the output</source>
            <translation>填充使输出为空</translation>
        </message>
        <message>
            <source>Use less padding</source>
            <translation>请减少填充</translation>
        </message>
        <message>
            <source>output_padding is smaller than the stride or the dilation</source>
            <translation>output_padding 必须小于步幅或膨胀</translation>
        </message>
        <message>
            <source>Columns have a row for each channel and kernel cell, and a place for each window</source>
            <translation>列矩阵对每个通道的每个核单元必须有一行，对每个窗口必须有一列</translation>
        </message>
        <message>
            <source>The dropout probability is between 0 and 1</source>
            <translation>dropout 的概率必须在 0 与 1 之间</translation>
        </message>
        <message>
            <source>Dropout of features takes a batch of features</source>
            <translation>特征 dropout 的输入必须是一批特征</translation>
        </message>
        <message>
            <source>Booleans have no sign and no difference</source>
            <translation>布尔值没有正负号，也不能相减</translation>
        </message>
        <message>
            <source>Use logical_not or logical_xor (~, ^), or convert them with .long()</source>
            <translation>请使用 logical_not 或 logical_xor（~、^），或用 .long() 转换它们</translation>
        </message>
        <message>
            <source>This works on the bits of whole numbers or on booleans</source>
            <translation>该运算只作用于整数的各位或布尔值</translation>
        </message>
        <message>
            <source>Convert the operands with .long() or .bool()</source>
            <translation>请用 .long() 或 .bool() 转换操作数</translation>
        </message>
        <message>
            <source>There is no token {token} in a vocabulary of {vocabulary}</source>
            <translation>大小为 {vocabulary} 的词表中没有词元 {token}</translation>
        </message>
        <message>
            <source>Make the vocabulary (num_embeddings) larger, or check how the tokens are counted</source>
            <translation>请增大词表（num_embeddings），或检查词元的编号方式</translation>
        </message>
        <message>
            <source>There is no {kind} {index}</source>
            <translation>没有 {kind} {index}</translation>
        </message>
        <message>
            <source>The index of gather has the input's dimensions</source>
            <translation>gather 的索引维数必须与输入相同</translation>
        </message>
        <message>
            <source>There are more indices than dimensions</source>
            <translation>索引比维度多</translation>
        </message>
        <message>
            <source>There is no element {index}</source>
            <translation>没有元素 {index}</translation>
        </message>
        <message>
            <source>The values do not fit the places that they are written to</source>
            <translation>值的形状与要写入的位置不匹配</translation>
        </message>
        <message>
            <source>The index of scatter has the input's dimensions</source>
            <translation>scatter 的索引维数必须与输入相同</translation>
        </message>
        <message>
            <source>scatter writes one value for each index</source>
            <translation>scatter 对每个索引必须写入一个值</translation>
        </message>
        <message>
            <source>The mask of masked_scatter has the input's shape</source>
            <translation>masked_scatter 的掩码形状必须与输入相同</translation>
        </message>
        <message>
            <source>There are fewer values than true places in the mask</source>
            <translation>值的个数少于掩码中为真的位置数</translation>
        </message>
        <message>
            <source>There is no node {node} among {nodes}</source>
            <translation>{nodes} 个节点中没有节点 {node}</translation>
        </message>
        <message>
            <source>Check the edges: nodes are counted from 0</source>
            <translation>请检查各边：节点从 0 开始编号</translation>
        </message>
        <message>
            <source>Edges are two rows: where each comes from and where it goes</source>
            <translation>边应为两行：每条边的起点和终点</translation>
        </message>
        <message>
            <source>Transpose a list of pairs</source>
            <translation>若是点对的列表，请转置</translation>
        </message>
        <message>
            <source>There is one index for each edge</source>
            <translation>每条边应有一个索引</translation>
        </message>
        <message>
            <source>Offsets start at 0 and never fall or pass the end</source>
            <translation>offsets 必须从 0 开始，不能递减，也不能超过末尾</translation>
        </message>
        <message>
            <source>Index {index} is outside</source>
            <translation>索引 {index} 超出范围</translation>
        </message>
        <message>
            <source>The batch is not cut</source>
            <translation>批次不能切分</translation>
        </message>
        <message>
            <source>A mask has the sizes of the dimensions that it stands for</source>
            <translation>掩码的大小必须与它所对应的维度相同</translation>
        </message>
        <message>
            <source>Turn the order round with flip</source>
            <translation>请用 flip 反转顺序</translation>
        </message>
        <message>
            <source>This is no index</source>
            <translation>这不是索引</translation>
        </message>
        <message>
            <source>The value does not fill the part that it replaces</source>
            <translation>值不能填满它要替换的部分</translation>
        </message>
        <message>
            <source>The inputs of a bilinear layer differ in their last dimension only</source>
            <translation>双线性层的各输入只能末维不同</translation>
        </message>
        <message>
            <source>The bias has one number for each output feature</source>
            <translation>偏置对每个输出特征必须有一个数</translation>
        </message>
        <message>
            <source>The bilinear layer takes {wanted} features as input {place}</source>
            <translation>该双线性层的输入 {place} 接受 {wanted} 个特征</translation>
        </message>
        <message>
            <source>Set in{place}_features to {features}</source>
            <translation>请把 in{place}_features 设为 {features}</translation>
        </message>
        <message>
            <source>These shapes do not multiply</source>
            <translation>这些形状不能相乘</translation>
        </message>
        <message>
            <source>Transpose or reshape one of the operands</source>
            <translation>请转置或改变其中一个操作数的形状</translation>
        </message>
        <message>
            <source>The linear layer takes {expected_features} features</source>
            <translation>该线性层接受 {expected_features} 个特征</translation>
        </message>
        <message>
            <source>Set in_features to {actual_features}, or flatten the input first</source>
            <translation>请把 in_features 设为 {actual_features}，或先展平输入</translation>
        </message>
        <message>
            <source>{operation} needs matrices that are not singular</source>
            <translation>{operation} 要求矩阵不是奇异矩阵</translation>
        </message>
        <message>
            <source>{operation} needs matrices that are positive definite</source>
            <translation>{operation} 要求矩阵是正定矩阵</translation>
        </message>
        <message>
            <source>{operation} found no singular values: they did not converge</source>
            <translation>{operation} 没有求出奇异值：计算没有收敛</translation>
        </message>
        <message>
            <source>This needs square matrices</source>
            <translation>这里需要方阵</translation>
        </message>
        <message>
            <source>Matrices are factored in float32 or float64</source>
            <translation>矩阵分解只能用 float32 或 float64 计算</translation>
        </message>
        <message>
            <source>Convert them with .to(engine.float32)</source>
            <translation>请用 .to(engine.float32) 转换它们</translation>
        </message>
        <message>
            <source>The right-hand sides of a system are columns as long as the matrix</source>
            <translation>方程组的右端各列必须与矩阵的行数一样长</translation>
        </message>
        <message>
            <source>Singular values are of matrices</source>
            <translation>只有矩阵才有奇异值</translation>
        </message>
        <message>
            <source>The singular values did not converge</source>
            <translation>奇异值计算没有收敛</translation>
        </message>
        <message>
            <source>The targets of CTC are padded to one length, or one after the other</source>
            <translation>CTC 的目标应填充到同一长度，或首尾相接</translation>
        </message>
        <message>
            <source>The blank is one of the classes</source>
            <translation>空白符必须是类别之一</translation>
        </message>
        <message>
            <source>A {kind} of {length} steps does not fit</source>
            <translation>{length} 个时间步的 {kind} 放不下</translation>
        </message>
        <message>
            <source>There is one length of the {name} for each sample</source>
            <translation>每个样本应有一个 {name} 的长度</translation>
        </message>
        <message>
            <source>The targets are shorter than their lengths say</source>
            <translation>目标比其长度所示的短</translation>
        </message>
        <message>
            <source>The scale of a reversed gradient is one number</source>
            <translation>反转梯度的系数必须是一个数</translation>
        </message>
        <message>
            <source>There are too few samples for a spread between them</source>
            <translation>样本太少，无法计算离散程度</translation>
        </message>
        <message>
            <source>Use larger batches</source>
            <translation>请用更大的批</translation>
        </message>
        <message>
            <source>The distances are a square matrix</source>
            <translation>距离必须是方阵</translation>
        </message>
        <message>
            <source>There is no such rule</source>
            <translation>没有这种规则</translation>
        </message>
        <message>
            <source>There is no reduction {name}</source>
            <translation>没有归约方式 {name}</translation>
        </message>
        <message>
            <source>There are no classes</source>
            <translation>没有类别</translation>
        </message>
        <message>
            <source>Give class numbers, one for each sample of the batch</source>
            <translation>请给出类别编号，一批中每个样本一个</translation>
        </message>
        <message>
            <source>The target has the shape of the input</source>
            <translation>目标的形状必须与输入相同</translation>
        </message>
        <message>
            <source>The {operand} is {number} at {place}</source>
            <translation>{operand} 在 {place} 处为 {number}</translation>
        </message>
        <message>
            <source>Look at the data it comes from, or at the layer before the loss</source>
            <translation>请检查它来自的数据，或损失之前的那一层</translation>
        </message>
        <message>
            <source>The target {label} is not one of the {classes} classes</source>
            <translation>目标 {label} 不在 {classes} 个类别之中</translation>
        </message>
        <message>
            <source>Number the classes from 0, or give the network as many outputs as classes</source>
            <translation>请从 0 开始给类别编号，或让网络的输出数等于类别数</translation>
        </message>
        <message>
            <source>The target lists the classes of each sample, ended by −1</source>
            <translation>目标应列出每个样本的各个类别，以 −1 结尾</translation>
        </message>
        <message>
            <source>Batch normalisation takes a batch of channels</source>
            <translation>批归一化的输入必须是一批通道</translation>
        </message>
        <message>
            <source>Batch normalisation needs more than one value for each channel to train on</source>
            <translation>训练批归一化时，每个通道需要不止一个值</translation>
        </message>
        <message>
            <source>Use a larger batch, or evaluation mode</source>
            <translation>请用更大的批，或评估模式</translation>
        </message>
        <message>
            <source>The {operand} of a batch normalisation has one number for each channel</source>
            <translation>批归一化的 {operand} 对每个通道必须有一个数</translation>
        </message>
        <message>
            <source>Set num_features to {channels}</source>
            <translation>请把 num_features 设为 {channels}</translation>
        </message>
        <message>
            <source>Local response normalisation takes a batch of channels</source>
            <translation>局部响应归一化的输入必须是一批通道</translation>
        </message>
        <message>
            <source>The normalisation is over the last dimensions, and they have other sizes</source>
            <translation>归一化在末尾各维上进行，而它们的大小不同</translation>
        </message>
        <message>
            <source>Set normalized_shape to {sizes}</source>
            <translation>请把 normalized_shape 设为 {sizes}</translation>
        </message>
        <message>
            <source>The normalisation takes a batch of channels</source>
            <translation>该归一化的输入必须是一批通道</translation>
        </message>
        <message>
            <source>Weight and bias have one number for each that is normalised</source>
            <translation>权重和偏置对每个被归一化的元素必须有一个数</translation>
        </message>
        <message>
            <source>Weight and bias have one number for each channel</source>
            <translation>权重和偏置对每个通道必须有一个数</translation>
        </message>
        <message>
            <source>Make the layer for {channels} channels</source>
            <translation>请按 {channels} 个通道建立该层</translation>
        </message>
        <message>
            <source>The {operand} of an update has the parameter's shape</source>
            <translation>更新所用的 {operand} 形状必须与参数相同</translation>
        </message>
        <message>
            <source>Whole numbers are not divided by 0</source>
            <translation>整数不能除以 0</translation>
        </message>
        <message>
            <source>Convert them with .float()</source>
            <translation>请用 .float() 转换它们</translation>
        </message>
        <message>
            <source>A whole number to a negative power is no whole number</source>
            <translation>整数的负数次幂不是整数</translation>
        </message>
        <message>
            <source>Convert the base with .float()</source>
            <translation>请用 .float() 转换底数</translation>
        </message>
        <message>
            <source>The divisor is not 0</source>
            <translation>除数不能为 0</translation>
        </message>
        <message>
            <source>The samples of fractional pooling are one number for each map and dimension</source>
            <translation>分数池化的随机样本应为每张特征图的每个维度一个数</translation>
        </message>
        <message>
            <source>The samples have the dtype of the input</source>
            <translation>随机样本的 dtype 必须与输入相同</translation>
        </message>
        <message>
            <source>{windows} windows of {kernel} do not fit into {size}</source>
            <translation>{windows} 个大小为 {kernel} 的窗口放不进 {size}</translation>
        </message>
        <message>
            <source>Use a smaller kernel or a smaller output</source>
            <translation>请用更小的核或更小的输出</translation>
        </message>
        <message>
            <source>The samples of fractional pooling are 0 to 1</source>
            <translation>分数池化的随机样本必须在 0 与 1 之间</translation>
        </message>
        <message>
            <source>The padding of a pooling is at most half its window</source>
            <translation>池化的填充至多为窗口的一半</translation>
        </message>
        <message>
            <source>Unpooling takes a place for each element</source>
            <translation>反池化对每个元素需要一个位置</translation>
        </message>
        <message>
            <source>Pass the indices that max pooling gave with return_indices=True</source>
            <translation>请传入最大池化在 return_indices=True 时给出的索引</translation>
        </message>
        <message>
            <source>There is no such place in the unpooled map</source>
            <translation>反池化的特征图中没有这个位置</translation>
        </message>
        <message>
            <source>Give the output_size that was pooled</source>
            <translation>请给出池化之前的大小作为 output_size</translation>
        </message>
        <message>
            <source>Multinomial draws from one row of weights or from several</source>
            <translation>multinomial 只能从一行或多行权重中抽取</translation>
        </message>
        <message>
            <source>There is nothing to draw from</source>
            <translation>没有可供抽取的内容</translation>
        </message>
        <message>
            <source>This many cannot be drawn</source>
            <translation>无法抽取这么多个</translation>
        </message>
        <message>
            <source>Draw with replacement=True</source>
            <translation>请用 replacement=True 抽取</translation>
        </message>
        <message>
            <source>These are no weights to draw {count} from</source>
            <translation>无法按这些权重抽取 {count} 个</translation>
        </message>
        <message>
            <source>There is no largest or smallest of no numbers</source>
            <translation>没有数，就没有最大或最小</translation>
        </message>
        <message>
            <source>There is no norm of this order of no numbers</source>
            <translation>没有数，就没有这种阶的范数</translation>
        </message>
        <message>
            <source>There is no interpolation {mode}</source>
            <translation>没有 {mode} 插值</translation>
        </message>
        <message>
            <source>{operation} reads from at least one place in each direction</source>
            <translation>{operation} 在每个方向上至少需要一个位置</translation>
        </message>
        <message>
            <source>There is no dimension {dim}</source>
            <translation>没有维度 {dim}</translation>
        </message>
        <message>
            <source>A dimension is named twice</source>
            <translation>有一个维度写了两次</translation>
        </message>
        <message>
            <source>The {operand} has {actual_ndim} dimensions instead of {ndim}</source>
            <translation>{operand} 有 {actual_ndim} 维，应为 {ndim} 维</translation>
        </message>
        <message>
            <source>The {operand} are integers</source>
            <translation>{operand} 必须是整数</translation>
        </message>
        <message>
            <source>Convert them with .to(engine.int64)</source>
            <translation>请用 .to(engine.int64) 转换</translation>
        </message>
        <message>
            <source>These shapes do not fit together element by element</source>
            <translation>这些形状不能逐元素配合</translation>
        </message>
        <message>
            <source>Reshape or expand one of the operands</source>
            <translation>请改变或扩展其中一个操作数的形状</translation>
        </message>
        <message>
            <source>{operation} computes with floating-point numbers</source>
            <translation>{operation} 只能用浮点数计算</translation>
        </message>
        <message>
            <source>Convert the input with .to(engine.float32)</source>
            <translation>请用 .to(engine.float32) 转换输入</translation>
        </message>
        <message>
            <source>Choose an even size of each head</source>
            <translation>请使每个注意力头的大小为偶数</translation>
        </message>
        <message>
            <source>There is one angle for each position and pair of features</source>
            <translation>每个位置的每对特征应有一个角度</translation>
        </message>
        <message>
            <source>The {cell} cell takes {count} numbers from its {side} for each hidden unit</source>
            <translation>{cell} 单元的每个隐藏单元应从其 {side} 得到 {count} 个数</translation>
        </message>
        <message>
            <source>The factors and the inputs of a linear recurrence have one shape</source>
            <translation>线性递推的系数与输入形状必须相同</translation>
        </message>
        <message>
            <source>A selective scan takes sequences of channels and a matrix of decays</source>
            <translation>选择性扫描的输入必须是多通道序列和衰减矩阵</translation>
        </message>
        <message>
            <source>A causal convolution has one kernel for each channel, as long as the sequence</source>
            <translation>因果卷积对每个通道需要一个与序列等长的核</translation>
        </message>
        <message>
            <source>Two sequences of one shape are correlated</source>
            <translation>互相关要求两个序列形状相同</translation>
        </message>
        <message>
            <source>The operand {operand} of a selective scan has another shape</source>
            <translation>选择性扫描的操作数 {operand} 形状不同</translation>
        </message>
        <message>
            <source>The steps do not add up to the rows there are</source>
            <translation>各时间步之和与现有的行数不符</translation>
        </message>
        <message>
            <source>A sequence of length {length} is not in a batch of {steps} steps</source>
            <translation>{steps} 个时间步的批次中不能有长度为 {length} 的序列</translation>
        </message>
        <message>
            <source>The steps of a sequence differ in their number of rows only</source>
            <translation>序列的各时间步只能行数不同</translation>
        </message>
        <message>
            <source>roll needs one shift for each dimension</source>
            <translation>roll 对每个维度需要一个位移</translation>
        </message>
        <message>
            <source>repeat names every dimension</source>
            <translation>repeat 要写明每个维度</translation>
        </message>
        <message>
            <source>Write 1 for a dimension that stays</source>
            <translation>不变的维度请写 1</translation>
        </message>
        <message>
            <source>This shape does not expand to the wanted one</source>
            <translation>这个形状不能扩展成所需的形状</translation>
        </message>
        <message>
            <source>Only dimensions of size 1 stretch</source>
            <translation>只有大小为 1 的维度可以扩展</translation>
        </message>
        <message>
            <source>A diagonal needs two dimensions</source>
            <translation>取对角线需要至少两维</translation>
        </message>
        <message>
            <source>A diagonal lies in two different dimensions</source>
            <translation>对角线必须位于两个不同的维度</translation>
        </message>
        <message>
            <source>This is no diagonal of that shape</source>
            <translation>这不是该形状的对角线</translation>
        </message>
        <message>
            <source>A triangle is cut from matrices</source>
            <translation>三角部分只能从矩阵中取出</translation>
        </message>
        <message>
            <source>There is nothing to join</source>
            <translation>没有可拼接的内容</translation>
        </message>
        <message>
            <source>Tensors joined along dimension {dim} have the other sizes in common</source>
            <translation>沿维度 {dim} 拼接的张量，其他大小必须相同</translation>
        </message>
        <message>
            <source>Bring the other dimensions to one size, for example by padding</source>
            <translation>请先使其他维度大小一致，例如用填充</translation>
        </message>
        <message>
            <source>Padding names every dimension</source>
            <translation>填充要写明每个维度</translation>
        </message>
        <message>
            <source>Padding is 0 or more</source>
            <translation>填充必须大于或等于 0</translation>
        </message>
        <message>
            <source>The batch is not padded</source>
            <translation>批次不填充</translation>
        </message>
        <message>
            <source>Padding by {mode} is at most {most} here</source>
            <translation>此处 {mode} 填充至多为 {most}</translation>
        </message>
        <message>
            <source>Pad less, or with a constant</source>
            <translation>请减少填充，或用常数填充</translation>
        </message>
        <message>
            <source>{actual_shape} cannot be reshaped to {wanted}</source>
            <translation>{actual_shape} 不能改变成形状 {wanted}</translation>
        </message>
        <message>
            <source>Give sizes whose product is the number of elements; one of them may be −1</source>
            <translation>请给出乘积等于元素个数的大小；其中一个可以是 −1</translation>
        </message>
        <message>
            <source>permute names every dimension once</source>
            <translation>permute 要求每个维度恰好写一次</translation>
        </message>
        <message>
            <source>as_strided needs one stride for each size</source>
            <translation>as_strided 对每个大小需要一个步幅</translation>
        </message>
        <message>
            <source>These strides leave the tensor's memory</source>
            <translation>这些步幅超出了张量的内存</translation>
        </message>
        <message>
            <source>A window of {size} does not fit into {length}</source>
            <translation>大小为 {size} 的窗口放不进 {length}</translation>
        </message>
        <message>
            <source>There are no {k} elements to pick</source>
            <translation>没有 {k} 个元素可选</translation>
        </message>
        <message>
            <source>There is no number to pick from</source>
            <translation>没有可供选取的数</translation>
        </message>
        <message>
            <source>There is no {k}th element</source>
            <translation>没有第 {k} 个元素</translation>
        </message>
        <message>
            <source>The sorted rows and the values have the same leading dimensions</source>
            <translation>有序的各行与待查找的值，前面各维必须相同</translation>
        </message>
        <message>
            <source>A histogram's range is finite</source>
            <translation>直方图的范围必须有限</translation>
        </message>
        <message>
            <source>These numbers cannot be counted in {size} places</source>
            <translation>这些数无法在 {size} 个位置中计数</translation>
        </message>
        <message>
            <source>A window of {span} does not fit into {size}</source>
            <translation>{span} 的窗口放不进 {size}</translation>
        </message>
        <message>
            <source>Use a smaller kernel or more padding</source>
            <translation>请用更小的核或更多的填充</translation>
        </message>
        <message>
            <source>{name} has a number for each dimension</source>
            <translation>{name} 对每个维度必须有一个数</translation>
        </message>
        <message>
            <source>Rprop shrinks its steps by a factor below 1 and grows them by one above</source>
            <translation>Rprop 缩小步长的系数须小于 1，增大步长的系数须大于 1</translation>
        </message>
        <message>
            <source>There is no line search {name}</source>
            <translation>没有 {name} 这种线搜索</translation>
        </message>
        <message>
            <source>L-BFGS has one group of parameters</source>
            <translation>L-BFGS 只能有一个参数组</translation>
        </message>
        <message>
            <source>Give all parameters in one list</source>
            <translation>请在一个列表中给出所有参数</translation>
        </message>
        <message>
            <source>L-BFGS computes the loss several times a step</source>
            <translation>L-BFGS 每一步要多次计算损失</translation>
        </message>
        <message>
            <source>Pass a function that calls zero_grad and backward and returns the loss</source>
            <translation>请传入一个函数，由它调用 zero_grad 和 backward 并返回损失</translation>
        </message>
        <message>
            <source>{name} has one value, or one for each group of parameters</source>
            <translation>{name} 应为一个值，或每个参数组一个</translation>
        </message>
        <message>
            <source>A schedule sets the rates of an optimizer</source>
            <translation>学习率调度器需要一个优化器</translation>
        </message>
        <message>
            <source>To go on with a schedule, every group must know the rate it began with</source>
            <translation>要继续学习率调度，每个参数组都必须有它的初始学习率</translation>
        </message>
        <message>
            <source>Load the optimizer's state, or begin with last_epoch=-1</source>
            <translation>请载入优化器的状态，或从 last_epoch=-1 开始</translation>
        </message>
        <message>
            <source>Schedules are combined on one optimizer</source>
            <translation>组合的学习率调度器必须属于同一个优化器</translation>
        </message>
        <message>
            <source>There is a milestone between each two schedules</source>
            <translation>每两个调度器之间应有一个里程碑</translation>
        </message>
        <message>
            <source>Restarts come after whole epochs, and not sooner each time</source>
            <translation>重启的间隔必须是整数轮，且不能越来越短</translation>
        </message>
        <message>
            <source>There is no epoch {epoch}</source>
            <translation>没有第 {epoch} 轮</translation>
        </message>
        <message>
            <source>There is no mode {mode}</source>
            <translation>没有模式 {mode}</translation>
        </message>
        <message>
            <source>One cycle has steps, and goes up for a share of them</source>
            <translation>一个周期至少要有一步，上升阶段占其中一定比例</translation>
        </message>
        <message>
            <source>There is no strategy {name}</source>
            <translation>没有策略 {name}</translation>
        </message>
        <message>
            <source>The cycle is over after {total} steps</source>
            <translation>周期在 {total} 步之后已经结束</translation>
        </message>
        <message>
            <source>This optimizer has no momentum to cycle</source>
            <translation>这个优化器没有可以循环变化的动量</translation>
        </message>
        <message>
            <source>Pass cycle_momentum=False</source>
            <translation>请传入 cycle_momentum=False</translation>
        </message>
        <message>
            <source>One cycle has a known length</source>
            <translation>一个周期的长度必须已知</translation>
        </message>
        <message>
            <source>The factors of a linear schedule are shares of the rate</source>
            <translation>线性调度的系数必须是学习率的比例</translation>
        </message>
        <message>
            <source>The factor of the schedule is below 1</source>
            <translation>调度器的 factor 必须小于 1</translation>
        </message>
        <message>
            <source>This schedule looks for a minimum or maximum, by share or by difference</source>
            <translation>该调度器寻找最小值或最大值，按比例或按差值比较</translation>
        </message>
        <message>
            <source>This schedule needs a number of each epoch</source>
            <translation>该调度器每一轮需要一个数</translation>
        </message>
        <message>
            <source>An optimizer takes the parameters it is to change</source>
            <translation>优化器需要它要改变的参数</translation>
        </message>
        <message>
            <source>Pass model.parameters()</source>
            <translation>请传入 model.parameters()</translation>
        </message>
        <message>
            <source>A group has parameters</source>
            <translation>参数组不能为空</translation>
        </message>
        <message>
            <source>The betas are at least 0 and below 1</source>
            <translation>betas 必须大于或等于 0 且小于 1</translation>
        </message>
        <message>
            <source>The saved optimizer has other groups of parameters</source>
            <translation>保存的优化器的参数组不同</translation>
        </message>
        <message>
            <source>An optimizer changes leaf tensors only</source>
            <translation>优化器只改变叶子张量</translation>
        </message>
        <message>
            <source>A parameter stands in two groups</source>
            <translation>有一个参数同时在两个组中</translation>
        </message>
        <message>
            <source>The saved state is another optimizer's: it lacks {name}</source>
            <translation>保存的状态属于其他优化器：缺少 {name}</translation>
        </message>
        <message>
            <source>The saved {name} has another shape</source>
            <translation>保存的 {name} 形状不同</translation>
        </message>
        <message>
            <source>Gradient surgery needs losses</source>
            <translation>梯度手术需要至少一个损失</translation>
        </message>
        <message>
            <source>Nesterov's method needs momentum and no dampening</source>
            <translation>Nesterov 方法需要 momentum，且没有 dampening</translation>
        </message>
        <message>
            <source>The program has ended</source>
            <translation>程序已经结束</translation>
        </message>
        <message>
            <source>Updates are written at the end of a program</source>
            <translation>更新在程序结束时写入</translation>
        </message>
        <message>
            <source>Run to the end first</source>
            <translation>请先运行到末尾</translation>
        </message>
        <message>
            <source>The program is fed other inputs than it has</source>
            <translation>送入程序的输入与它的输入不同</translation>
        </message>
        <message>
            <source>Input {name} has another shape than the program was made for</source>
            <translation>输入 {name} 的形状与建立程序时不同</translation>
        </message>
        <message>
            <source>Input {name} holds whole numbers</source>
            <translation>输入 {name} 必须是整数</translation>
        </message>
        <message>
            <source>Convert it, if no fraction is lost</source>
            <translation>若不丢失小数，请转换它</translation>
        </message>
        <message>
            <source>A number that training changes would stand still in the program</source>
            <translation>随训练变化的数会在程序中固定不变</translation>
        </message>
        <message>
            <source>Compute with the tensor itself instead of item(), tolist() or numpy()</source>
            <translation>请直接用张量计算，不要用 item()、tolist() 或 numpy()</translation>
        </message>
        <message>
            <source>A program is traced for one batch size</source>
            <translation>程序按一个批大小记录</translation>
        </message>
        <message>
            <source>A reshape of this tensor was written, and may share its memory</source>
            <translation>这个张量改变形状后的结果已被改写，两者可能共享内存</translation>
        </message>
        <message>
            <source>Reshape a copy: .clone()</source>
            <translation>请改变副本的形状：.clone()</translation>
        </message>
        <message>
            <source>A meta tensor from outside has no values to run with</source>
            <translation>外来的 meta 张量没有可供运行的值</translation>
        </message>
        <message>
            <source>A tensor from outside the program cannot take a value with a history</source>
            <translation>程序之外的张量不能存入有计算历史的值</translation>
        </message>
        <message>
            <source>Write to a copy: .clone(), or detach the value</source>
            <translation>请改写副本：.clone()，或先将该值 detach</translation>
        </message>
        <message>
            <source>A tensor is not pickled</source>
            <translation>张量不能用 pickle 序列化</translation>
        </message>
        <message>
            <source>Save tensors with engine.files (safetensors), or send .numpy()</source>
            <translation>请用 engine.files（safetensors）保存张量，或传送 .numpy()</translation>
        </message>
        <message>
            <source>A tensor that requires a gradient is not handed to NumPy</source>
            <translation>需要梯度的张量不能交给 NumPy</translation>
        </message>
        <message>
            <source>Call .detach().numpy()</source>
            <translation>请调用 .detach().numpy()</translation>
        </message>
        <message>
            <source>NumPy needs memory of the CPU</source>
            <translation>NumPy 只能使用 CPU 内存</translation>
        </message>
        <message>
            <source>Call .cpu().numpy()</source>
            <translation>请调用 .cpu().numpy()</translation>
        </message>
        <message>
            <source>Only a tensor of one element is a number</source>
            <translation>只有单元素张量才是一个数</translation>
        </message>
        <message>
            <source>Pick one by its index, or reduce the tensor (sum, mean, any, all)</source>
            <translation>请用索引取出一个元素，或先归约（sum、mean、any、all）</translation>
        </message>
        <message>
            <source>A tensor without dimensions has no length</source>
            <translation>没有维度的张量没有长度</translation>
        </message>
        <message>
            <source>A tensor without dimensions has nothing to go through</source>
            <translation>没有维度的张量无法遍历</translation>
        </message>
        <message>
            <source>Use .item()</source>
            <translation>请使用 .item()</translation>
        </message>
        <message>
            <source>A result on the tape is not copied deeply</source>
            <translation>计算记录中的结果不能深拷贝</translation>
        </message>
        <message>
            <source>Use .clone() or .detach()</source>
            <translation>请使用 .clone() 或 .detach()</translation>
        </message>
        <message>
            <source>A loss compares each output with its target</source>
            <translation>损失要求每个输出对应一个目标</translation>
        </message>
        <message>
            <source>A neuron has at least one input</source>
            <translation>神经元至少有一个输入</translation>
        </message>
        <message>
            <source>There is no activation {name}</source>
            <translation>没有激活函数 {name}</translation>
        </message>
        <message>
            <source>The neuron takes one number for each weight</source>
            <translation>该神经元的每个权重需要一个输入数</translation>
        </message>
        <message>
            <source>A layer has at least one neuron</source>
            <translation>一层至少有一个神经元</translation>
        </message>
        <message>
            <source>The weight has a row for each neuron and a column for each input</source>
            <translation>权重对每个神经元必须有一行，对每个输入必须有一列</translation>
        </message>
        <message>
            <source>The bias has a number for each neuron</source>
            <translation>偏置对每个神经元必须有一个数</translation>
        </message>
        <message>
            <source>A network has at least an input and an output</source>
            <translation>网络至少有输入和输出</translation>
        </message>
        <message>
            <source>An optimizer takes the numbers it is to change</source>
            <translation>优化器需要它要改变的数</translation>
        </message>
        <message>
            <source>Pass network.parameters()</source>
            <translation>请传入 network.parameters()</translation>
        </message>
        <message>
            <source>lr cannot be {lr}</source>
            <translation>lr 不能为 {lr}</translation>
        </message>
        <message>
            <source>A number cannot be divided by zero</source>
            <translation>数不能除以零</translation>
        </message>
        <message>
            <source>The exponent is a plain number</source>
            <translation>指数必须是普通的数</translation>
        </message>
        <message>
            <source>Write a ** b as (a.log() * b).exp()</source>
            <translation>请把 a ** b 写成 (a.log() * b).exp()</translation>
        </message>
        <message>
            <source>{base} to the power of {exponent} is no real number</source>
            <translation>{base} 的 {exponent} 次幂不是实数</translation>
        </message>
        <message>
            <source>e to the power of {x} is larger than any float</source>
            <translation>e 的 {x} 次幂超出浮点数的范围</translation>
        </message>
        <message>
            <source>Only positive numbers have a logarithm</source>
            <translation>只有正数才有对数</translation>
        </message>
        <message>
            <source>A result that is not a number has no gradient</source>
            <translation>结果不是有限的数，没有梯度</translation>
        </message>
        <message>
            <source>A whole number is too large</source>
            <translation>整数太大</translation>
        </message>
        <message>
            <source>A whole number does not fit its dtype</source>
            <translation>整数超出其 dtype 的范围</translation>
        </message>
        <message>
            <source>Convert the tensor with .long()</source>
            <translation>请用 .long() 转换张量</translation>
        </message>
        <message>
            <source>This tensor has a shape and no values</source>
            <translation>这个张量只有形状，没有值</translation>
        </message>
        <message>
            <source>Do not read numbers (item, numpy, bool) while shapes are inferred or a program is traced</source>
            <translation>推断形状或记录程序时，不要读取数值（item、numpy、bool）</translation>
        </message>
        <message>
            <source>A view is not taken off the tape</source>
            <translation>视图不能就地脱离计算记录</translation>
        </message>
        <message>
            <source>Use .detach()</source>
            <translation>请使用 .detach()</translation>
        </message>
        <message>
            <source>The data of a tensor are a tensor</source>
            <translation>张量的 data 必须是张量</translation>
        </message>
        <message>
            <source>A stored value keeps the shape</source>
            <translation>存入的值必须保持形状不变</translation>
        </message>
        <message>
            <source>A result on the tape cannot be written</source>
            <translation>计算记录中的结果不能改写</translation>
        </message>
        <message>
            <source>Write to a leaf, or compute a new tensor</source>
            <translation>请写入叶子张量，或计算新的张量</translation>
        </message>
        <message>
            <source>A result on the tape stays on its device</source>
            <translation>计算记录中的结果留在它的设备上</translation>
        </message>
        <message>
            <source>Detach it, or move its leaves</source>
            <translation>请先 detach，或移动它的叶子张量</translation>
        </message>
        <message>
            <source>The vocabulary is too small to write these texts with</source>
            <translation>词表太小，不足以表示这些文本</translation>
        </message>
        <message>
            <source>Make vocab_size larger</source>
            <translation>请增大 vocab_size</translation>
        </message>
        <message>
            <source>Tokenizers need the package tokenizers, which is not installed</source>
            <translation>分词器需要 tokenizers 包，而它没有安装</translation>
        </message>
        <message>
            <source>Install it: pip install "nodegraph[text]"</source>
            <translation>请安装它：pip install "nodegraph[text]"</translation>
        </message>
        <message>
            <source>The tokens and merges of a tokenizer belong together</source>
            <translation>分词器的词元与合并规则必须相互匹配</translation>
        </message>
        <message>
            <source>{path} cannot be read: {reason}</source>
            <translation>无法读取 {path}：{reason}</translation>
        </message>
        <message>
            <source>Choose a file that was saved here, or save it again</source>
            <translation>请选择在此处保存的文件，或重新保存</translation>
        </message>
        <message>
            <source>A tokenizer reads text</source>
            <translation>分词器的输入必须是文本</translation>
        </message>
        <message>
            <source>The text holds half of a character</source>
            <translation>文本中有半个字符</translation>
        </message>
        <message>
            <source>Read the file with the encoding that it was written in</source>
            <translation>请用写入该文件时的编码读取它</translation>
        </message>
        <message>
            <source>There is no such kind of tokenizer</source>
            <translation>没有这种分词器</translation>
        </message>
        <message>
            <source>A tokenizer of this kind is made for a number of tokens</source>
            <translation>这种分词器需要给定词元数</translation>
        </message>
        <message>
            <source>Pass vocab_size: 1000 for small texts, 30000 for large ones</source>
            <translation>请传入 vocab_size：小文本用 1000，大文本用 30000</translation>
        </message>
        <message>
            <source>The vocabulary is too small for its special tokens</source>
            <translation>词表太小，放不下特殊词元</translation>
        </message>
        <message>
            <source>A batch is made of texts</source>
            <translation>一批必须由多个文本组成</translation>
        </message>
        <message>
            <source>There is no such padding</source>
            <translation>没有这种填充</translation>
        </message>
        <message>
            <source>This padding needs a length</source>
            <translation>这种填充需要给定长度</translation>
        </message>
        <message>
            <source>Texts of different lengths need a padding token</source>
            <translation>长度不同的文本需要填充词元</translation>
        </message>
        <message>
            <source>Train the tokenizer with padding_token among its special_tokens</source>
            <translation>训练分词器时，请把 padding_token 列入 special_tokens</translation>
        </message>
        <message>
            <source>Text is decoded from a row of numbers</source>
            <translation>解码的输入必须是一行编号</translation>
        </message>
        <message>
            <source>For several rows, use decode_batch</source>
            <translation>多行请使用 decode_batch</translation>
        </message>
        <message>
            <source>A row has room for its special tokens</source>
            <translation>一行必须能放下特殊词元</translation>
        </message>
        <message>
            <source>This is not one of the special tokens</source>
            <translation>这不是特殊词元</translation>
        </message>
        <message>
            <source>Name it in special_tokens when the tokenizer is trained, or pass None</source>
            <translation>请在训练分词器时把它写进 special_tokens，或传入 None</translation>
        </message>
        <message>
            <source>The unknown token is one of the special tokens</source>
            <translation>未知词元必须是特殊词元之一</translation>
        </message>
        <message>
            <source>min_freq is 1 or more</source>
            <translation>min_freq 必须大于或等于 1</translation>
        </message>
        <message>
            <source>The vocabulary has no room for its special tokens</source>
            <translation>词表放不下特殊词元</translation>
        </message>
        <message>
            <source>{token} is not in the vocabulary</source>
            <translation>{token} 不在词表中</translation>
        </message>
        <message>
            <source>Build the vocabulary of texts that hold it, or with an unknown token</source>
            <translation>请用含有它的文本建立词表，或加上未知词元</translation>
        </message>
        <message>
            <source>There is no token {number}</source>
            <translation>没有词元 {number}</translation>
        </message>
        <message>
            <source>A vocabulary is asked about tokens</source>
            <translation>词表的输入必须是词元列表</translation>
        </message>
        <message>
            <source>Part the text into tokens first: text.split(), or list(text)</source>
            <translation>请先把文本切分成词元：text.split() 或 list(text)</translation>
        </message>
        <message>
            <source>A token is listed twice</source>
            <translation>有一个词元列出了两次</translation>
        </message>
        <message>
            <source>A threshold is above 0</source>
            <translation>阈值必须大于 0</translation>
        </message>
        <message>
            <source>Noise is drawn from words that occur</source>
            <translation>噪声只能从出现过的词中抽取</translation>
        </message>
        <message>
            <source>A window reaches at least one neighbour</source>
            <translation>窗口至少要包含一个相邻的词</translation>
        </message>
        <message>
            <source>There is no such task</source>
            <translation>没有这种任务</translation>
        </message>
        <message>
            <source>The number of negative words is 0 or more</source>
            <translation>负样本词的个数必须大于或等于 0</translation>
        </message>
        <message>
            <source>A question names at least one word</source>
            <translation>查询至少要给出一个词</translation>
        </message>
        <message>
            <source>There is nothing to learn from</source>
            <translation>没有可供学习的内容</translation>
        </message>
        <message>
            <source>Raise the threshold, or build the vocabulary from these texts</source>
            <translation>请提高阈值，或用这些文本建立词表</translation>
        </message>
        <message>
            <source>There are fewer steps than segments</source>
            <translation>步数少于段数</translation>
        </message>
        <message>
            <source>A checkpointed function gave other shapes the second time</source>
            <translation>设了检查点的函数第二次给出的形状不同</translation>
        </message>
        <message>
            <source>Let it depend on its arguments only</source>
            <translation>请让它只依赖于其参数</translation>
        </message>
        <message>
            <source>A tensor that a checkpointed function uses was written in place</source>
            <translation>设了检查点的函数所用的张量被就地改写</translation>
        </message>
    </context>
    <context>
        <name>exchange</name>
        <message>
            <source>The exported code does not compute what the canvas does.</source>
            <translation>导出的代码与画布的计算结果不一致。</translation>
        </message>
        <message>
            <source>a difference of at most {limit}</source>
            <translation>差值至多 {limit}</translation>
        </message>
        <message>
            <source>Look for weights that are infinite or not a number.</source>
            <translation>请检查权重中是否有无穷大或非数。</translation>
        </message>
        <message>
            <source>{verification}; left out, because no prediction needs it: {nodes}</source>
            <translation>{verification}；以下节点没有预测用到，未导出：{nodes}</translation>
        </message>
        <message>
            <source>{path} is no folder.</source>
            <translation>{path} 不是文件夹。</translation>
        </message>
        <message>
            <source>a folder, or a name that is free</source>
            <translation>文件夹，或未被占用的名称</translation>
        </message>
        <message>
            <source>a file</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>请选择其他文件夹。</translation>
        </message>
        <message>
            <source>{path} is there already.</source>
            <translation>{path} 已经存在。</translation>
        </message>
        <message>
            <source>no such file, or one as an export wrote it</source>
            <translation>没有该文件，或它仍是导出时写下的样子</translation>
        </message>
        <message>
            <source>a file of yours, or one edited since</source>
            <translation>你自己的文件，或导出后被编辑过</translation>
        </message>
        <message>
            <source>Choose another folder, or overwrite it with force.</source>
            <translation>请选择其他文件夹，或强制覆盖。</translation>
        </message>
        <message>
            <source>{path} cannot be written: {reason}.</source>
            <translation>无法写入 {path}：{reason}。</translation>
        </message>
        <message>
            <source>Choose another folder, or free some space.</source>
            <translation>请选择其他文件夹，或腾出一些空间。</translation>
        </message>
        <message>
            <source>There is nothing to export: no layer computes anything.</source>
            <translation>没有可导出的内容：没有任何层在计算。</translation>
        </message>
        <message>
            <source>data, layers and a loss, wired together</source>
            <translation>连在一起的数据、层和损失</translation>
        </message>
        <message>
            <source>Add a layer and wire it to the data.</source>
            <translation>请添加一个层，并与数据相连。</translation>
        </message>
        <message>
            <source>{node} is not ready to run.</source>
            <translation>{node} 尚不能运行。</translation>
        </message>
        <message>
            <source>There is no export to “{name}”.</source>
            <translation>不能导出到“{name}”。</translation>
        </message>
        <message>
            <source>Choose {name}.</source>
            <translation>请选择 {name}。</translation>
        </message>
        <message>
            <source>not verified: {package} is not installed</source>
            <translation>未经验证：没有安装 {package}</translation>
        </message>
        <message>
            <source>The exported code does not come to an end.</source>
            <translation>导出的代码运行不会结束。</translation>
        </message>
        <message>
            <source>an answer within {seconds} seconds</source>
            <translation>在 {seconds} 秒内给出结果</translation>
        </message>
        <message>
            <source>The exported code does not run.</source>
            <translation>导出的代码无法运行。</translation>
        </message>
        <message>
            <source>the largest difference from the canvas</source>
            <translation>与画布的最大差值</translation>
        </message>
        <message>
            <source>Please report this with your project file.</source>
            <translation>请连同项目文件一起报告此问题。</translation>
        </message>
        <message>
            <source>run against the canvas: largest difference {difference}</source>
            <translation>已与画布对照运行：最大差值 {difference}</translation>
        </message>
    </context>
    <context>
        <name>fault</name>
        <message>
            <source>There is not enough memory.</source>
            <translation>内存不足。</translation>
        </message>
        <message>
            <source>Set a smaller batch_size, or make the network smaller.</source>
            <translation>请减小 batch_size，或缩小网络。</translation>
        </message>
        <message>
            <source>Check the path and its permissions.</source>
            <translation>请检查路径及其权限。</translation>
        </message>
    </context>
    <context>
        <name>gallery</name>
        <message>
            <source>There is neither a file nor an example of this name.</source>
            <translation>没有这个名称的文件或示例。</translation>
        </message>
        <message>
            <source>Did you mean {name}?</source>
            <translation>是不是 {name}？</translation>
        </message>
        <message>
            <source>Choose one of the examples, or type a file's path.</source>
            <translation>请选择一个示例，或输入文件路径。</translation>
        </message>
        <message>
            <source>Curve fit</source>
            <translation>曲线拟合</translation>
        </message>
        <message>
            <source>Two hidden layers of 32 tanh units learn e^(−0.1x)·sin(2x) + 0.1x³ − 3x² + 2x from 512 points. Watch the prediction bend onto the curve while it trains.</source>
            <translation>两个各含 32 个 tanh 单元的隐藏层，从 512 个点学习 e^(−0.1x)·sin(2x) + 0.1x³ − 3x² + 2x。训练时可以看着预测弯向曲线。</translation>
        </message>
        <message>
            <source>Digits CNN</source>
            <translation>数字 CNN</translation>
        </message>
        <message>
            <source>A convolutional network: real handwritten digits through two convolutions that learn to see strokes, then parts of digits. Reaches about 98 % on digits it has not seen.</source>
            <translation>卷积网络：真实手写数字经过两个卷积，先学会看笔画，再学会看数字的各个部分。在未见过的数字上约达 98 %。</translation>
        </message>
        <message>
            <source>Digits MLP</source>
            <translation>数字 MLP</translation>
        </message>
        <message>
            <source>A multilayer perceptron: 1797 real handwritten digits of 8×8 pixels, flattened to 64 numbers, through one hidden layer of 64 units. Reaches about 96 % on digits it has not seen.</source>
            <translation>多层感知机：1797 个 8×8 像素的真实手写数字，展平为 64 个数，经过一个 64 单元的隐藏层。在未见过的数字上约达 96 %。</translation>
        </message>
        <message>
            <source>Hand-worked 2-2-2</source>
            <translation>手算 2-2-2</translation>
        </message>
        <message>
            <source>Two inputs, two hidden and two output sigmoids, small enough to check every number with a pencil. Step through it: the error is 0.298371109 and the gradient of the fifth weight 0.082167041.</source>
            <translation>两个输入、两个隐藏和两个输出 sigmoid 单元，小到可以用铅笔核对每个数。逐步走一遍：误差为 0.298371109，第五个权重的梯度为 0.082167041。</translation>
        </message>
        <message>
            <source>Spirals</source>
            <translation>螺旋</translation>
        </message>
        <message>
            <source>Two arms that wind around each other. No straight line parts them; two hidden layers of 32 units do.</source>
            <translation>两条彼此缠绕的旋臂。没有直线能把它们分开；两个各含 32 个单元的隐藏层可以。</translation>
        </message>
    </context>
    <context>
        <name>notice</name>
        <message>
            <source>Expected {expected}, actual {actual}.</source>
            <translation>期望 {expected}，实际 {actual}。</translation>
        </message>
        <message>
            <source>Expected {expected}.</source>
            <translation>期望 {expected}。</translation>
        </message>
    </context>
    <context>
        <name>placing</name>
        <message>
            <source>Add {type} with its wire</source>
            <translation>添加 {type} 及其连线</translation>
        </message>
    </context>
    <context>
        <name>stepper</name>
        <message>
            <source>through {node}</source>
            <translation>经过 {node}</translation>
        </message>
        <message>
            <source>The sum over the places that it feeds</source>
            <translation>它所供给的各处之和</translation>
        </message>
        <message>
            <source>Window times kernel, summed, plus the bias</source>
            <translation>窗口与核相乘、求和，再加偏置</translation>
        </message>
        <message>
            <source>Upstream gradient times the kernel turned by 180°, summed</source>
            <translation>上游梯度与旋转 180° 的核相乘、求和</translation>
        </message>
        <message>
            <source>Every window adds its cell times the gradient that arrives there</source>
            <translation>每个窗口都加上它的单元与到达该处的梯度之积</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>窗口</translation>
        </message>
        <message>
            <source>Kernel</source>
            <translation>核</translation>
        </message>
        <message>
            <source>Upstream</source>
            <translation>上游</translation>
        </message>
        <message>
            <source>Products</source>
            <translation>乘积</translation>
        </message>
        <message>
            <source>Sum of two numbers</source>
            <translation>两数之和</translation>
        </message>
        <message>
            <source>Difference of two numbers</source>
            <translation>两数之差</translation>
        </message>
        <message>
            <source>Product of two numbers</source>
            <translation>两数之积</translation>
        </message>
        <message>
            <source>The output is positive: the gradient passes</source>
            <translation>输出为正：梯度通过</translation>
        </message>
        <message>
            <source>The output is zero: no gradient passes</source>
            <translation>输出为零：没有梯度通过</translation>
        </message>
        <message>
            <source>The opposite number</source>
            <translation>相反数</translation>
        </message>
        <message>
            <source>The larger one</source>
            <translation>较大者</translation>
        </message>
        <message>
            <source>The smaller one</source>
            <translation>较小者</translation>
        </message>
        <message>
            <source>The condition chooses {cell}</source>
            <translation>条件选中 {cell}</translation>
        </message>
        <message>
            <source>Weighted sum of all inputs, plus the bias</source>
            <translation>所有输入的加权和，再加偏置</translation>
        </message>
        <message>
            <source>Row times column, summed</source>
            <translation>行与列相乘、求和</translation>
        </message>
        <message>
            <source>What the right class was given, negative, shared out</source>
            <translation>正确类别所得的值，取负后均摊</translation>
        </message>
        <message>
            <source>The target's class: minus its share of the upstream gradient</source>
            <translation>目标类别：减去它在上游梯度中的份额</translation>
        </message>
        <message>
            <source>Not the target's class: no gradient</source>
            <translation>不是目标类别：没有梯度</translation>
        </message>
        <message>
            <source>1 where the class is this one, else 0</source>
            <translation>类别为此者取 1，否则取 0</translation>
        </message>
        <message>
            <source>A constant, not from any operand</source>
            <translation>常数，不来自任何操作数</translation>
        </message>
        <message>
            <source>Nothing was taken from this cell, so no gradient comes back</source>
            <translation>没有从这个单元取值，因此没有梯度返回</translation>
        </message>
        <message>
            <source>The gradient of the one place that it went to</source>
            <translation>它去往的那一处的梯度</translation>
        </message>
        <message>
            <source>The gradients of all {count} places</source>
            <translation>全部 {count} 处的梯度</translation>
        </message>
        <message>
            <source>The same number, from {cell}</source>
            <translation>同一个数，来自 {cell}</translation>
        </message>
        <message>
            <source>Its share of all the powers</source>
            <translation>它在全部幂中所占的份额</translation>
        </message>
        <message>
            <source>Logarithm of its share of all the powers</source>
            <translation>它在全部幂中所占份额的对数</translation>
        </message>
        <message>
            <source>Centred and scaled over the batch</source>
            <translation>在一批上去均值并缩放</translation>
        </message>
        <message>
            <source>Mean of channel {channel}</source>
            <translation>通道 {channel} 的均值</translation>
        </message>
        <message>
            <source>Variance of channel {channel}</source>
            <translation>通道 {channel} 的方差</translation>
        </message>
        <message>
            <source>Centred and scaled within the sample</source>
            <translation>在样本内去均值并缩放</translation>
        </message>
        <message>
            <source>Scaled within the sample</source>
            <translation>在样本内缩放</translation>
        </message>
        <message>
            <source>The draw dropped this cell</source>
            <translation>随机抽取丢弃了这个单元</translation>
        </message>
        <message>
            <source>The draw kept this cell</source>
            <translation>随机抽取保留了这个单元</translation>
        </message>
        <message>
            <source>Momentum: what is left of the last step, plus the gradient</source>
            <translation>动量：上一步余下的部分，加上梯度</translation>
        </message>
        <message>
            <source>A running mean, moved towards the new gradient</source>
            <translation>滑动平均，向新的梯度移动</translation>
        </message>
        <message>
            <source>The parameter moves against its gradient</source>
            <translation>参数逆着梯度移动</translation>
        </message>
        <message>
            <source>The count of steps goes up by one</source>
            <translation>步数加一</translation>
        </message>
        <message>
            <source>Where the largest cell of the window lies</source>
            <translation>窗口中最大单元所在的位置</translation>
        </message>
        <message>
            <source>The largest cell of the window</source>
            <translation>窗口中最大的单元</translation>
        </message>
        <message>
            <source>The mean of the window</source>
            <translation>窗口的均值</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>份额</translation>
        </message>
        <message>
            <source>Every window over this cell hands back its share</source>
            <translation>覆盖这个单元的每个窗口都交回它的份额</translation>
        </message>
        <message>
            <source>Mean of {count} numbers</source>
            <translation>{count} 个数的均值</translation>
        </message>
        <message>
            <source>Sum of {count} numbers</source>
            <translation>{count} 个数之和</translation>
        </message>
        <message>
            <source>The largest of {count} numbers</source>
            <translation>{count} 个数中的最大者</translation>
        </message>
        <message>
            <source>The smallest of {count} numbers</source>
            <translation>{count} 个数中的最小者</translation>
        </message>
        <message>
            <source>Where the extreme of {count} numbers lies</source>
            <translation>{count} 个数的极值所在的位置</translation>
        </message>
        <message>
            <source>An equal share of the gradient of the mean</source>
            <translation>均值的梯度的等分份额</translation>
        </message>
        <message>
            <source>What is positive passes, the rest becomes zero</source>
            <translation>正值通过，其余变为零</translation>
        </message>
        <message>
            <source>Squeezed between 0 and 1</source>
            <translation>压到 0 与 1 之间</translation>
        </message>
        <message>
            <source>Squeezed between −1 and 1</source>
            <translation>压到 −1 与 1 之间</translation>
        </message>
        <message>
            <source>e to the power of x</source>
            <translation>e 的 x 次幂</translation>
        </message>
        <message>
            <source>The natural logarithm</source>
            <translation>自然对数</translation>
        </message>
        <message>
            <source>The square root</source>
            <translation>平方根</translation>
        </message>
        <message>
            <source>The number times itself</source>
            <translation>自己乘自己</translation>
        </message>
        <message>
            <source>Quotient of two numbers</source>
            <translation>两数之商</translation>
        </message>
        <message>
            <source>a to the power of b</source>
            <translation>a 的 b 次幂</translation>
        </message>
        <message>
            <source>A part of the new, the rest of the old</source>
            <translation>取新值的一部分，其余为旧值</translation>
        </message>
        <message>
            <source>Computed by {operation}</source>
            <translation>由 {operation} 算出</translation>
        </message>
        <message>
            <source>rows {rows}, columns {columns}</source>
            <translation>行 {rows}，列 {columns}</translation>
        </message>
        <message>
            <source>{count} more terms</source>
            <translation>另有 {count} 项</translation>
        </message>
        <message>
            <source>sum</source>
            <translation>求和</translation>
        </message>
        <message>
            <source>{count} others</source>
            <translation>其余 {count} 项</translation>
        </message>
        <message>
            <source>max</source>
            <translation>最大</translation>
        </message>
        <message>
            <source>min</source>
            <translation>最小</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>输入</translation>
        </message>
        <message>
            <source>Local</source>
            <translation>局部</translation>
        </message>
        <message>
            <source>Gradient</source>
            <translation>梯度</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Parameter</source>
            <translation>参数</translation>
        </message>
        <message>
            <source>Target</source>
            <translation>目标</translation>
        </message>
        <message>
            <source>Output</source>
            <translation>输出</translation>
        </message>
        <message>
            <source>Downstream</source>
            <translation>下游</translation>
        </message>
        <message>
            <source>New value</source>
            <translation>新值</translation>
        </message>
        <message>
            <source>cell by cell</source>
            <translation>逐单元</translation>
        </message>
        <message>
            <source>Terms</source>
            <translation>各项</translation>
        </message>
        <message>
            <source>{count} of {size}</source>
            <translation>{size} 中的 {count}</translation>
        </message>
        <message>
            <source>All maps</source>
            <translation>所有图</translation>
        </message>
        <message>
            <source>Working</source>
            <translation>计算过程</translation>
        </message>
    </context>
    <context>
        <name>training</name>
        <message>
            <source>Training was stopped by an unexpected error.</source>
            <translation>训练因意外错误而停止。</translation>
        </message>
        <message>
            <source>Please report it; the project is unchanged.</source>
            <translation>请报告此问题；项目没有改变。</translation>
        </message>
        <message>
            <source>A training has at least one epoch.</source>
            <translation>训练至少有一轮。</translation>
        </message>
        <message>
            <source>The loss is no number any more: training has diverged.</source>
            <translation>损失已不是数：训练发散了。</translation>
        </message>
        <message>
            <source>a finite loss</source>
            <translation>有限的损失</translation>
        </message>
        <message>
            <source>{loss} at step {step}</source>
            <translation>第 {step} 步时为 {loss}</translation>
        </message>
        <message>
            <source>Set a smaller learning rate (lr).</source>
            <translation>请减小学习率（lr）。</translation>
        </message>
        <message>
            <source>The training process ended before it was done.</source>
            <translation>训练进程在完成之前就结束了。</translation>
        </message>
        <message>
            <source>a finished run</source>
            <translation>完成的运行</translation>
        </message>
        <message>
            <source>exit code {code}</source>
            <translation>退出码 {code}</translation>
        </message>
        <message>
            <source>Train again; the project is unchanged.</source>
            <translation>请重新训练；项目没有改变。</translation>
        </message>
        <message>
            <source>How the network learns.</source>
            <translation>网络如何学习。</translation>
        </message>
        <message>
            <source>How the gradient becomes a change of the parameters.</source>
            <translation>梯度如何变为参数的改变。</translation>
        </message>
        <message>
            <source>Learning rate: how far one update goes.</source>
            <translation>学习率：一次更新走多远。</translation>
        </message>
        <message>
            <source>Share of the last change that goes on (SGD).</source>
            <translation>上一次改变延续下来的份额（SGD）。</translation>
        </message>
        <message>
            <source>Pull of every parameter towards zero.</source>
            <translation>把每个参数拉向零的力度。</translation>
        </message>
        <message>
            <source>Samples in one update.</source>
            <translation>一次更新所用的样本数。</translation>
        </message>
        <message>
            <source>Passes over the training data.</source>
            <translation>遍历训练数据的次数。</translation>
        </message>
        <message>
            <source>Share of the data held out to check on.</source>
            <translation>留出用于检验的数据份额。</translation>
        </message>
        <message>
            <source>The same seed gives the same run, to the bit.</source>
            <translation>种子相同，运行逐位相同。</translation>
        </message>
        <message>
            <source>Where it is computed.</source>
            <translation>在哪里计算。</translation>
        </message>
        <message>
            <source>about {count} s left</source>
            <translation>约剩 {count} 秒</translation>
        </message>
        <message>
            <source>about {count} min left</source>
            <translation>约剩 {count} 分钟</translation>
        </message>
        <message>
            <source>about {count} h left</source>
            <translation>约剩 {count} 小时</translation>
        </message>
    </context>
    <context>
        <name>views</name>
        <message>
            <source>Histogram of {count} values from {low} to {high}</source>
            <translation>{count} 个值的直方图，从 {low} 到 {high}</translation>
        </message>
    </context>
    <context>
        <name>weights</name>
        <message>
            <source>Weights have another ending.</source>
            <translation>权重文件的扩展名不同。</translation>
        </message>
        <message>
            <source>This file was not written by Nodegraph.</source>
            <translation>这个文件不是 Nodegraph 写的。</translation>
        </message>
        <message>
            <source>Choose another name, or move the file away.</source>
            <translation>请换一个名称，或把该文件移走。</translation>
        </message>
        <message>
            <source>This is a folder.</source>
            <translation>这是文件夹。</translation>
        </message>
        <message>
            <source>a file</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>There is no such folder.</source>
            <translation>没有这个文件夹。</translation>
        </message>
        <message>
            <source>Make it first, or choose another.</source>
            <translation>请先创建它，或选择其他文件夹。</translation>
        </message>
        <message>
            <source>There is no permission to write this file.</source>
            <translation>没有写入这个文件的权限。</translation>
        </message>
        <message>
            <source>Choose another place.</source>
            <translation>请选择其他位置。</translation>
        </message>
    </context>
</TS>
