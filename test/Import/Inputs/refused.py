"""Programs that the importer refuses, one a message. The line at fault ends in `# here`."""

import tilelang.language as T


def thread_variable():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((64, 64), "float32")
            thread = T.get_thread_binding()
            shared[thread, 0] = 1.0  # here

    return main


def synchronisation():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            T.sync_threads()  # here

    return main


def unknown_tile_operation():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((64, 64), "float32")
            T.copy(A, shared)
            T.tma_copy(A, shared)  # here

    return main


def unknown_call():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((64, 64), "float32")
            T.copy(A, shared)
            T.atomic_addx2(A[0, 0], shared[0, 0])  # here

    return main


def unknown_function():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((64, 64), "float32")
            for i, j in T.Parallel(64, 64):
                shared[i, j] = T.nextafter(A[i, j], A[i, j])  # here

    return main


def vectorised_loop():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((64, 64), "float32")
            for i in T.vectorized(4):  # here
                shared[0, i] = A[0, i]

    return main


def while_loop():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            count = T.alloc_var("int32")
            count = 0
            while count < 3:  # here
                count = count + 1

    return main


def safe_value():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((32, 64), "float32")
            with T.sblock():
                T.annotate_safe_value({shared: 1.0})

    return main


def view_of_other_shape():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32"), B: T.Tensor((32, 128), "float32")):
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((64, 64), "float32")  # declared
            T.copy(A, shared)
            view = T.reshape(shared, (32, 128))
            T.copy(view, B)  # here

    return main


def unknown_dtype():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float4_e2m1fn")):  # here
        with T.Kernel(2, threads=32):
            T.copy(A[0:32, :], A[32:64, :])

    return main


def strided_tensor():
    @T.prim_func
    def main(A: T.StridedTensor((64, 64), (128, 1), "float32")):  # here
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((64, 64), "float32")
            T.copy(A, shared)

    return main


def raw_pointer():
    @T.prim_func
    def main(A: T.handle, B: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((64, 64), "float32")
            T.copy(B, shared)

    return main
